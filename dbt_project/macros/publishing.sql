{#- A mart is written beside itself and carried over once the whole build stands (sql/055_publishing.sql). Only these macros know:
    models and tests say `ref('fct_x')` as ever, and read the mart as it will be. -#}

{#- What a model or a test reads of a mart is the mart as it will be after this build. Views read what is published, for that is what
    they show; so does everything compiled with var `reads_published`. -#}
{% macro ref() %}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- if execute and relation.schema == 'mart' and not relation.is_cte and not var('reads_published')
        and model.config.materialized != 'view' -%}
        {{ return(next_of(relation)) }}
    {%- endif -%}
    {{ return(relation) }}
{% endmacro %}

{% macro next_of(mart) -%} {{ return(mart.replace_path(schema='mart_next')) }} {%- endmacro %}

{#- Tables of `mart`: the rows of this build stand beside, the view over both is there, the statement that carries them over is kept.
    Other tables are changed in place. -#}
{% materialization incremental, adapter='postgres' %}
    {%- if this.schema != 'mart' -%} {{ return(dbt.materialization_incremental_default()) }} {%- endif -%}
    {%- set mart = this.incorporate(type='table') -%}
    {%- set rows = next_of(mart).incorporate(path={'identifier': this.identifier ~ '__rows'}) -%}
    {{ run_hooks(pre_hooks) }}
    {%- set made = columns_of_mart(mart) -%}
    {%- set names = made | map(attribute='name') | list -%}
    {%- set carrying = context['get_incremental_' ~ config.get('incremental_strategy') ~ '_sql']({
        'target_relation': mart, 'temp_relation': rows, 'unique_key': config.get('unique_key'), 'dest_columns': made}) -%}

    {% call statement('clear') %}
        create or replace view {{ next_of(mart) }} as select {{ prefixed('stored', names) }} from {{ mart }} as stored;
        drop table if exists {{ rows }};
    {% endcall %}
    {% call statement('main') %}
        create unlogged table {{ rows }} as
        select {% for one in made %} made."{{ one.name }}"::{{ one.type }} as "{{ one.name }}"{{ ',' if not loop.last }} {% endfor %}
        from ({{ sql }}) as made
    {% endcall %}
    {% call statement('next') %}
        analyze {{ rows }};
        create or replace view {{ next_of(mart) }} as {{ context['next_by_' ~ config.get('incremental_strategy')](mart, rows, names) }};
        insert into mart_next.statements (mart_name, build_id, statement)
        select '{{ mart.identifier }}', coalesce(max(build_id), 0), $carrying${{ carrying }}$carrying$
        from control.builds where status = 'running'
        on conflict (mart_name) do update set build_id = excluded.build_id, statement = excluded.statement;
    {% endcall %}
    {% do persist_docs(mart, model) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [mart]}) }}
{% endmaterialization %}

{#- Name and type of each column of the mart, which is made, empty, where it is not there yet, and has the model's new columns. -#}
{% macro columns_of_mart(mart) -%}
    {%- set nothing = 'select * from (' ~ sql ~ ') as made where false' -%}
    {%- set existing = load_cached_relation(mart) -%}
    {%- if existing is not none and existing.is_table and not should_full_refresh() -%}
        {%- set wanted = make_temp_relation(mart) -%}
        {%- do run_query(get_create_table_as_sql(True, wanted, nothing)) -%}
        {%- do process_schema_changes(config.get('on_schema_change'), wanted, existing) -%}
    {%- else -%}
        {%- if existing is not none -%} {%- do adapter.drop_relation(existing) -%} {%- endif -%}
        {%- do run_query(get_create_table_as_sql(False, mart, nothing)) -%}
        {%- do create_indexes(mart) -%}
    {%- endif -%}
    {%- set found = [] -%}
    {%- for name, type in rows_of(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute where attrelid = '" ~ mart
        ~ "'::regclass and attnum > 0 and not attisdropped order by attnum") -%}
        {%- do found.append({'name': name, 'type': type}) -%}
    {%- endfor -%}
    {{ return(found) }}
{%- endmacro %}

{#- The mart as it will be, by the way in which its rows are carried over. -#}
{% macro next_by_slices(mart, rows, names) -%}
    select {{ prefixed('made', names) }} from {{ rows }} as made
    {%- if not is_full_build() %}
    union all
    select {{ prefixed('stored', names) }} from {{ mart }} as stored
    where not ({{ in_slices('stored.province_unit_code', 'stored.period_code', config.get('reach', 'reported')) }})
    {%- endif -%}
{%- endmacro %}

{% macro next_by_difference(mart, rows, names) -%}
    select {{ prefixed('made', names) }} from {{ rows }} as made
{%- endmacro %}

{% macro next_by_missing(mart, rows, names) -%}
    select {{ prefixed('computed', names) }} from {{ rows }} as computed
    union all
    select {{ prefixed('stored', names) }} from {{ mart }} as stored
    where not exists (select from {{ rows }} as computed where {{ same(config.get('unique_key')) }})
{%- endmacro %}

{% macro next_by_revisions(mart, rows, names) -%} {{ next_by_missing(mart, rows, names) }} {%- endmacro %}
