{#- The build is the row of control.builds that is running; var `build_id` names another one, var `is_full` redoes every slice.
    Vars are for people: dbt parses the whole project anew whenever one changes. References stand before the conditions:
    dbt learns them while parsing, whatever flags it is then run with. -#}

{#- Number of the build; 0 when none runs. -#}
{% macro current_build_id() -%}
    {%- set builds = ref('stg_builds') -%}
    {%- if var('build_id') -%} {{ return(var('build_id') | int) }} {%- endif -%}
    {%- set running = rows_of(
        "select coalesce(max(build_id), 0) from " ~ builds ~ " where build_status = 'running'") -%}
    {{ return(running[0][0] | int if running else 0) }}
{%- endmacro %}

{#- Whether this build redoes every slice; `--full-refresh`, which also makes dimensions anew when their columns changed,
    always does. -#}
{% macro is_full_build() -%}
    {%- set builds = ref('stg_builds') -%}
    {%- if var('is_full') or flags.FULL_REFRESH -%} {{ return(true) }} {%- endif -%}
    {%- set found = rows_of(
        "select build_id from " ~ builds ~ " where is_full and build_id = " ~ current_build_id()) -%}
    {{ return(found | length > 0) }}
{%- endmacro %}
