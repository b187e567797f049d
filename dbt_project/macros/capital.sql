{#- The amounts of a line of VON-01 -> their column in the facts. -#}
{% macro capital_columns() -%}
    {{ return({
        'FN.KH_GIAO': 'planned_amount', 'FN.PHANBO': 'allocated_amount', 'FN.KEODAI': 'carried_over_amount',
        'FN.GN_LK': 'disbursed_cumulative_amount', 'FN.GN_KD': 'disbursed_carried_over_amount', 'FN.HUY': 'cancelled_amount',
    }) }}
{%- endmacro %}

{#- The cells are amounts of a component's line. -#}
{% macro is_capital_amount(cells) -%}
    {{ cells }}.cell_role = 'value'
    and {{ cells }}.component_code is not null
    and {{ cells }}.indicator_code in ('{{ capital_columns() | join("', '") }}')
{%- endmacro %}

{#- Cells, grouped by their line, become one column an amount. -#}
{% macro capital_amounts(cells) -%}
    {%- for indicator, column in capital_columns().items() %}
    max({{ cells }}.canonical_value) filter (where {{ cells }}.indicator_code = '{{ indicator }}') as {{ column }}
        {%- if not loop.last %},{% endif %}
    {%- endfor %}
{%- endmacro %}

{#- Lines, grouped, are added up amount by amount. -#}
{% macro sums_of_capital(lines) -%}
    {%- for column in capital_columns().values() %}
    sum({{ lines }}.{{ column }}) as {{ column }},
    {%- endfor %}
    max({{ lines }}.as_of_date) as as_of_date
{%- endmacro %}

{#- What each FN.* figure of a unit is made of. -#}
{% macro capital_measures(sums) -%}
    ('FN.KH_GIAO', {{ sums }}.planned_amount),
    ('FN.PHANBO', {{ sums }}.allocated_amount),
    ('FN.CHUA_PB', {{ sums }}.planned_amount - {{ sums }}.allocated_amount),
    ('FN.KEODAI', {{ sums }}.carried_over_amount),
    ('FN.TONG_KH', {{ sums }}.planned_amount + coalesce({{ sums }}.carried_over_amount, 0)),
    ('FN.GN_LK', {{ sums }}.disbursed_cumulative_amount),
    ('FN.GN_KD', {{ sums }}.disbursed_carried_over_amount),
    ('FN.HUY', {{ sums }}.cancelled_amount)
{%- endmacro %}

{#- What the workbooks behind these sums state as their totals. The submissions of this build stand there as literals too: joined
    with the sums alone, whose number nobody knows beforehand, the cells of all months would be read. -#}
{% macro stated_capital_totals(sums) -%}
    select distinct on (submission_id, indicator_code, admin_unit_code, period_code, value_kind) *
    from {{ ref('stg_reported_cells') }}
    where
        row_role = 'total'
        and component_code is null
        and submission_id in (select {{ sums }}.submission_id from {{ sums }})
        and {{ in_slice_submissions('submission_id') }}
    order by submission_id, indicator_code, admin_unit_code, period_code, value_kind, sheet, row_no, column_no
{%- endmacro %}

{#- The cells are figures of a unit: not amounts of a component, whose sums are. The grand total of a capital form says what no
    sum can: the rate as the province sees it; `capital` is the model of its lines. -#}
{% macro is_figure(cells, capital) -%}
    (
        {{ cells }}.cell_role in ('value', 'row_label')
        or ({{ cells }}.row_role = 'total' and {{ cells }}.submission_id in (select lines.submission_id from {{ capital }} as lines))
    )
    and {{ cells }}.component_code is null
    and {{ cells }}.admin_unit_code is not null
{%- endmacro %}
