{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key=['admin_unit_code', 'ancestor_code', 'valid_from'],
    indexes=[{'columns': ['admin_unit_code', 'ancestor_code', 'valid_from'], 'unique': true}]
) }}
-- One row per administrative unit, ancestor and interval in which that ancestor stood above it: the paths along which
-- figures are added up, worked out once so that no fact query has to climb. After the reform a commune that is no more stands
-- under the one province that its communes of today belong to, which may still report it by its old name.
with recursive units as (
    select
        admin_unit_code,
        admin_unit_level,
        is_rural_commune,
        parent_admin_unit_code,
        valid_from,
        coalesce(valid_to, date '9999-12-31') as valid_to
    from {{ ref('stg_admin_units') }}
),

steps as (
    select
        units.admin_unit_code,
        units.admin_unit_level,
        units.is_rural_commune,
        parents.admin_unit_code as ancestor_code,
        parents.admin_unit_level as ancestor_level,
        parents.parent_admin_unit_code as next_ancestor_code,
        greatest(units.valid_from, parents.valid_from) as valid_from,
        least(units.valid_to, parents.valid_to) as valid_to
    from units
    inner join units as parents
        on
            units.parent_admin_unit_code = parents.admin_unit_code
            and units.valid_from <= parents.valid_to
            and units.valid_to >= parents.valid_from
),

paths as (
    select * from steps
    union all
    select
        paths.admin_unit_code,
        paths.admin_unit_level,
        paths.is_rural_commune,
        steps.ancestor_code,
        steps.ancestor_level,
        steps.next_ancestor_code,
        greatest(paths.valid_from, steps.valid_from) as valid_from,
        least(paths.valid_to, steps.valid_to) as valid_to
    from paths
    inner join steps
        on
            paths.ancestor_code = steps.admin_unit_code
            and paths.valid_from <= steps.valid_to
            and paths.valid_to >= steps.valid_from
)

select
    admin_unit_code,
    admin_unit_level,
    is_rural_commune,
    ancestor_code,
    ancestor_level,
    valid_from,
    max(valid_to) as valid_to
from paths
group by admin_unit_code, admin_unit_level, is_rural_commune, ancestor_code, ancestor_level, valid_from
union all
select
    former.admin_unit_code,
    former.admin_unit_level,
    false as is_rural_commune,
    min(successors.ancestor_code) as ancestor_code,
    successors.ancestor_level,
    date '2025-07-01' as valid_from,
    date '9999-12-31' as valid_to
from {{ ref('int_paths_to_34') }} as former
inner join paths as successors
    on former.target_unit_code = successors.admin_unit_code and successors.valid_to = date '9999-12-31'
where
    former.admin_unit_level = 'commune'
    and former.in_force_to = date '2025-06-30'
    and successors.ancestor_level = 'province'
group by former.admin_unit_code, former.admin_unit_level, successors.ancestor_level
having count(distinct successors.ancestor_code) = 1
