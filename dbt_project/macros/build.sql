{#- The build is the row of control.builds that is running; var `build_id` names another one, var `is_full` redoes every slice.
    Vars are for people: dbt parses the whole project anew whenever one changes. -#}

{#- Number of the build; 0 when none runs. -#}
{% macro current_build_id() -%}
    {%- if var('build_id') -%} {{ return(var('build_id') | int) }} {%- endif -%}
    {%- set running = rows_of(
        "select coalesce(max(build_id), 0) from " ~ ref('stg_builds') ~ " where build_status = 'running'") -%}
    {{ return(running[0][0] | int if running else 0) }}
{%- endmacro %}

{#- Whether this build redoes every slice. -#}
{% macro is_full_build() -%}
    {%- if var('is_full') -%} {{ return(true) }} {%- endif -%}
    {%- set found = rows_of(
        "select build_id from " ~ ref('stg_builds') ~ " where is_full and build_id = " ~ current_build_id()) -%}
    {{ return(found | length > 0) }}
{%- endmacro %}
