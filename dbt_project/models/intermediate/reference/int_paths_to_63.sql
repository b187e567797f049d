{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key=['admin_unit_code', 'target_unit_code'],
    indexes=[{'columns': ['admin_unit_code', 'target_unit_code'], 'unique': true}]
) }}
-- One row per unit of the 34 and unit of the 63 on which its figures may stand: the very same territory, or the old province
-- to which a commune belonged (its communes are added up, with those that are still reported under their old name); a merged
-- province has rows that say why it cannot be divided.
with constituents as (
    select
        paths.target_unit_code as admin_unit_code,
        paths.admin_unit_code as old_unit_code,
        case
            when units.admin_unit_level = 'province' then units.admin_unit_code else '63-P-' || units.province_code
        end as old_province_code,
        paths.is_one_to_one
    from {{ ref('int_paths_to_34') }} as paths
    inner join (
        select distinct on (admin_unit_code) *
        from {{ ref('stg_admin_units') }}
        order by admin_unit_code, version_no desc
    ) as units on paths.admin_unit_code = units.admin_unit_code
    where paths.valid_to = date '9999-12-31' and paths.in_force_to = date '2025-06-30'
)

select
    admin_unit_code,
    old_unit_code as target_unit_code,
    1 as basis_rank,
    true as is_one_to_one,
    null::text as refused_reason
from constituents
where is_one_to_one
union all
select
    admin_unit_code,
    old_province_code,
    2 as basis_rank,
    false as is_one_to_one,
    null as refused_reason
from constituents
where admin_unit_code like '34-C-%'
group by admin_unit_code, old_province_code
union all
select distinct
    old_unit_code as admin_unit_code,
    old_province_code,
    2 as basis_rank,
    false as is_one_to_one,
    null as refused_reason
from constituents
where old_unit_code like '63-C-%'
union all
select
    admin_unit_code,
    old_unit_code,
    null as basis_rank,
    false as is_one_to_one,
    'merged_total' as refused_reason
from constituents
where admin_unit_code like '34-P-%' and not is_one_to_one
