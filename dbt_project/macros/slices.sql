{#- A slice of a fact is a reporting province x a period. `control.changed_slices` says which ones this build redoes; they enter
    the SQL as literals, so that only their partitions and rows are touched. -#}

{#- True where the two columns lie in a slice of this build; reach `closing` widens each slice to all periods that end in the
    same month and to the country; reach `family` widens them further, to the provinces of either map that share territory. -#}
{% macro in_slices(province_column, period_column, reach='reported') -%}
    {%- set slices = slices_of_build(reach) -%}
    {%- if is_full_build() -%} true
    {%- elif not slices -%} false
    {%- else -%}
        {{ period_column }} in ({{ quoted(slices | map('last') | unique | sort) }})
        and (
            {%- for provinces, periods in periods_by_provinces(slices).items() %}
            {{ 'or ' if not loop.first }}{{ period_column }} in ({{ quoted(periods) }}) and {{ province_column }} in ({{ provinces }})
            {%- endfor %}
        )
    {%- endif -%}
{%- endmacro %}

{#- The periods of which the same provinces are in the slices, by these provinces in quotes: two short lists are looked up in a row,
    where as many pairs as there are slices would be compared. -#}
{% macro periods_by_provinces(slices) -%}
    {%- set provinces_of, found = {}, {} -%}
    {%- for province, period in slices -%} {%- do provinces_of.setdefault(period, []).append(province) -%} {%- endfor -%}
    {%- for period, provinces in provinces_of.items() -%} {%- do found.setdefault(quoted(provinces), []).append(period) -%} {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- True where the two columns lie in a province and a month of a year of which some period is a slice of this build, or of the year
    `back` years before it: what a month is compared with inside its plan year. -#}
{% macro in_years_of_slices(province_column, period_column, back=0) -%}
    {%- set provinces, months = [], [] -%}
    {%- for province, period in slices_of_build() -%}
        {%- do provinces.append(province) -%}
        {%- for year in range(period[:4] | int - back, period[:4] | int + back + 1) -%}
            {%- for month in range(1, 13) -%} {%- do months.append('%d-%02d' | format(year, month)) -%} {%- endfor -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if is_full_build() -%} true
    {%- elif not provinces -%} false
    {%- else -%}
        {{ province_column }} in ({{ quoted(provinces | unique | sort) }})
        and {{ period_column }} in ({{ quoted(months | unique | sort) }})
    {%- endif -%}
{%- endmacro %}

{#- True for the submissions that hold figures of the slices of this build. -#}
{% macro in_slice_submissions(submission_column) -%}
    {%- set found = rows_of(
        "select distinct submission_id from " ~ ref('stg_changed_slices') ~ " where "
        ~ in_slices('province_unit_code', 'period_code')) -%}
    {%- if is_full_build() -%} true
    {%- elif not found -%} false
    {%- else -%} {{ submission_column }} in ({{ quoted(found | map('first')) }})
    {%- endif -%}
{%- endmacro %}

{#- List of (province, period) of this build, sorted; reach as in in_slices. -#}
{% macro slices_of_build(reach='reported') -%}
    {%- set changes -%}
        select distinct province_unit_code, period_code
        from {{ ref('stg_changed_slices') }}
        where build_id = {{ current_build_id() }}
    {%- endset -%}
    {%- set closing -%}
        select distinct provinces.province_unit_code, same_month.period_code
        from ({{ changes }}) as changes
        inner join {{ ref('dim_periods') }} as periods on changes.period_code = periods.period_code
        inner join {{ ref('dim_periods') }} as same_month
            on date_trunc('month', periods.end_date) = date_trunc('month', same_month.end_date)
        cross join lateral (values (changes.province_unit_code), ('VN')) as provinces (province_unit_code)
    {%- endset -%}
    {%- set family -%}
        select distinct relatives.province_unit_code, closing.period_code
        from ({{ closing }}) as closing
        inner join {{ ref('int_province_families') }} as families on closing.province_unit_code = families.province_unit_code
        inner join {{ ref('int_province_families') }} as relatives on families.family_code = relatives.family_code
    {%- endset -%}
    {{ return(rows_of({'reported': changes, 'closing': closing, 'family': family}[reach] ~ ' order by 1, 2')) }}
{%- endmacro %}

{#- Rows of a query as lists of text; none while dbt only parses. -#}
{% macro rows_of(query) -%}
    {%- set found = [] -%}
    {%- if execute -%}
        {%- for row in run_query(query).rows -%} {%- do found.append(row.values() | list) -%} {%- endfor -%}
    {%- endif -%}
    {{ return(found) }}
{%- endmacro %}

{% macro quoted(values) -%} {%- for value in values -%} '{{ value }}'{{ ', ' if not loop.last }} {%- endfor -%} {%- endmacro %}

{#- True for the cells of the blocks in which their submission is in force: all, where its form is accepted as a whole. -#}
{% macro in_block_in_force(cells, submissions) -%}
    coalesce(
            {{ cells }}.block_code = any(string_to_array({{ submissions }}.blocks_in_force, ',')),
            {{ submissions }}.blocks_in_force is null
        )
        and not coalesce({{ cells }}.block_code = any(string_to_array({{ submissions }}.blocks_left_out, ',')), false)
{%- endmacro %}
