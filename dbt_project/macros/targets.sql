{#- What is left to the target in the direction that counts as better; nothing is left at 0 and below. -#}
{% macro gap_to_target(direction, target, actual) -%}
    case {{ direction }} when 'up' then {{ target }} - {{ actual }} when 'down' then {{ actual }} - {{ target }} end
{%- endmacro %}

{#- Whole months from the month of one day to that of another. -#}
{% macro months_between(first_day, last_day) -%}
    (
        12 * (extract(year from {{ last_day }})::integer - extract(year from {{ first_day }})::integer)
        + extract(month from {{ last_day }})::integer - extract(month from {{ first_day }})::integer
    )
{%- endmacro %}
