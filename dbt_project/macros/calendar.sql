{#- The days for which due dates are worked out. -#}
{% macro first_calendar_day() -%} date '2002-01-01' {%- endmacro %}
{% macro last_calendar_day() -%} date '2038-12-31' {%- endmacro %}

{#- The day to which a running total counts, for the year that it belongs to: money estimated to the end of January stands in
    the report of December, and is of that plan year. -#}
{% macro last_day_counted(figures, indicators) -%}
    case
        when {{ indicators }}.theme = 'finance' and {{ figures }}.value_kind = 'estimate'
            then date_trunc('month', {{ figures }}.as_of_date)::date - 1
        else {{ figures }}.as_of_date
    end
{%- endmacro %}
