{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key=['geography', 'admin_unit_code', 'target_unit_code', 'valid_from', 'share_from'],
    indexes=[{'columns': ['geography', 'admin_unit_code', 'target_unit_code', 'valid_from', 'share_from'], 'unique': true}]
) }}
-- One row per map, unit of the other map, and unit on which its figures (or a part of them) stand there, with the days of
-- those figures and the days on which the unit counts among the parts of the other. A commune of before the reform stands on
-- its old province too, with what is reported of it since; nobody expects it.
with units as (
    select distinct on (admin_unit_code)
        admin_unit_code,
        admin_unit_level,
        province_unit_code,
        is_rural_commune,
        min(valid_from) over (partition by admin_unit_code) as first_day,
        max(coalesce(valid_to, date '9999-12-31')) over (partition by admin_unit_code) as last_day
    from {{ ref('dim_admin_units') }}
    order by admin_unit_code, version_no desc
),

paths as (
    select
        '34' as geography,
        admin_unit_code,
        target_unit_code,
        valid_from,
        valid_to,
        in_force_to as counted_to,
        share_from,
        share_to,
        share_denominator,
        basis_rank,
        is_one_to_one,
        null as refused_reason
    from {{ ref('int_paths_to_34') }}
    union all
    select
        '63' as geography,
        admin_unit_code,
        target_unit_code,
        case when admin_unit_code like '63-%' then date '2025-07-01' else date '0001-01-01' end as valid_from,
        date '9999-12-31' as valid_to,
        date '9999-12-31' as counted_to,
        0 as share_from,
        1 as share_to,
        1 as share_denominator,
        basis_rank,
        is_one_to_one,
        refused_reason
    from {{ ref('int_paths_to_63') }}
)

select
    paths.geography,
    paths.admin_unit_code,
    units.admin_unit_level,
    units.province_unit_code,
    paths.target_unit_code,
    targets.province_unit_code as target_province_code,
    paths.valid_from,
    paths.valid_to,
    greatest(paths.valid_from, units.first_day) as counted_from,
    least(paths.counted_to, units.last_day) as counted_to,
    coalesce(units.is_rural_commune, false) as is_rural_commune,
    paths.share_from,
    paths.share_to,
    paths.share_denominator,
    paths.basis_rank,
    paths.is_one_to_one,
    paths.refused_reason
from paths
inner join units on paths.admin_unit_code = units.admin_unit_code
inner join units as targets on paths.target_unit_code = targets.admin_unit_code
