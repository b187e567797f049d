{#- The days for which due dates are worked out. -#}
{% macro first_calendar_day() -%} date '2002-01-01' {%- endmacro %}
{% macro last_calendar_day() -%} date '2038-12-31' {%- endmacro %}
