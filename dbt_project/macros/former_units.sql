{#- True for what a province of today reports of a commune of the map before. -#}
{% macro is_of_former_unit(observations) -%}
    left({{ observations }}.admin_unit_code, 2) = '63' and left({{ observations }}.province_unit_code, 2) = '34'
{%- endmacro %}

{#- True where no commune of today reports the same figure of (a part of) the territory: it would count twice. Of the published
    marts src/mtqg/store/lineage.py says the same. `offset 0`: asked for the few units that need it, never answered for all figures
    there have ever been. -#}
{% macro no_successor_reports(observations) -%}
    not exists (
        select from {{ ref('fct_observations') }} as successors
        inner join {{ ref('int_paths_to_34') }} as paths on successors.admin_unit_code = paths.target_unit_code
        where
            paths.admin_unit_code = {{ observations }}.admin_unit_code
            and paths.valid_to = date '9999-12-31'
            and successors.indicator_code = {{ observations }}.indicator_code
            and successors.breakdown_code = {{ observations }}.breakdown_code
            and successors.period_code = {{ observations }}.period_code
            and successors.value_kind = {{ observations }}.value_kind
        offset 0
    )
{%- endmacro %}
