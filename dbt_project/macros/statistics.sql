{#- Statistics of what a build has just written, so that the models after it are planned for the rows there are: without them
    a join of two slices is taken for one of a handful of rows. Views have none. -#}
{% macro analyze_table() -%}
    {%- if model.config.materialized in ('table', 'incremental', 'seed') -%} analyze {{ this }} {%- endif -%}
{%- endmacro %}

{#- The same for the partitions of a fact that hold slices of this build; the others have not changed. -#}
{% macro analyze_partitions(fact) -%}
    {%- set years = ['hoc'] -%}
    {%- if not is_full_build() -%}
        {%- for province, period in slices_of_build() -%} {%- do years.append(period[:4]) -%} {%- endfor -%}
    {%- endif -%}
    {%- set found = [] -%}
    {%- for row in rows_of(
        "select inhrelid::regclass::text from pg_inherits where inhparent = '" ~ fact.schema ~ "." ~ fact.identifier
        ~ "'::regclass order by 1") -%}
        {%- if is_full_build() or row[0].split('_')[-1] in years -%} {%- do found.append(row[0]) -%} {%- endif -%}
    {%- endfor -%}
    {%- if found -%} analyze {{ found | join(', ') }}; {%- endif -%}
{%- endmacro %}
