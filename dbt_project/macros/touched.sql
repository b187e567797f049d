{#- What a submission brought is made anew for the submissions that a build touches (int_touched_submissions), and for no others: the
    rows of those are deleted and inserted. A build of every slice compares all rows. -#}
{% macro get_incremental_touched_sql(arguments) %}
    {%- if is_full_build() -%}
        {{ get_incremental_difference_sql(arguments) }}
    {%- else -%}
        {%- set columns = get_quoted_csv(arguments['dest_columns'] | map(attribute='name')) -%}
        delete from {{ arguments['target_relation'] }} as stored
        where {{ is_touched('stored.submission_id') }};

        insert into {{ arguments['target_relation'] }} ({{ columns }})
        select {{ columns }} from {{ arguments['temp_relation'] }};
    {%- endif -%}
{% endmacro %}

{% macro next_by_touched(mart, rows, names) -%}
    select {{ prefixed('made', names) }} from {{ rows }} as made
    {%- if not is_full_build() %}
    union all
    select {{ prefixed('stored', names) }} from {{ mart }} as stored
    where not {{ is_touched('stored.submission_id') }}
    {%- endif -%}
{%- endmacro %}

{#- True for the submissions that this build touches; in a build of every slice for all. -#}
{% macro is_touched(submission_column) -%}
    {%- set touched = ref('int_touched_submissions') -%}
    {%- if is_full_build() -%} true
    {%- else -%} exists (select from {{ touched }} as touched where touched.submission_id = {{ submission_column }})
    {%- endif -%}
{%- endmacro %}

{#- True for attempts that are not published; fct_attempts is named, not referred to, because it is made of these. A build of every
    slice looks at all of them, another at those begun since the last published one, and at those that were open then. -#}
{% macro is_unpublished(attempt_column) -%}
    {%- set is_full = is_full_build() -%}
    {%- set attempts = ref('stg_attempts') -%}
    {%- set stored = adapter.get_relation(database=target.database, schema='mart', identifier='fct_attempts') if execute -%}
    {%- if not stored -%} true
    {%- else -%}
        {%- if not is_full and load_relation(this) %}
        {{ attempt_column }} in (
            select attempt_id from {{ this }}
            union all
            select attempt_id from {{ attempts }}
            where attempt_id > {{ rows_of('select coalesce(max(attempt_id), 0) - 1000 from ' ~ stored)[0][0] }}
        )
        and
        {%- endif %}
        not exists (select from {{ stored }} as known where known.attempt_id = {{ attempt_column }})
    {%- endif -%}
{%- endmacro %}

{#- The mart as BI reads it while a build runs. -#}
{% macro published(mart) -%} {{ return(builtins.ref(mart)) }} {%- endmacro %}
