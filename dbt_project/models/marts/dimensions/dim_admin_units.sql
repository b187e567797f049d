{{ config(unique_key='admin_unit_key', tags=['reference']) }}
-- One row per administrative unit and version, both geographies. admin_unit_key reads geography (1 all, 2 the 63, 3 the 34),
-- level (0 country .. 3 commune), GSO code, version: the same number for the same version in every build.
select
    (
        case units.geography when '63' then 2 when '34' then 3 else 1 end * 100000000
        + case units.admin_unit_level when 'province' then 1 when 'district' then 2 when 'commune' then 3 else 0 end
        * 10000000
        + coalesce(units.gso_code, '0')::integer * 100
        + units.version_no
    )::integer as admin_unit_key,
    units.admin_unit_code,
    units.version_no,
    units.geography,
    units.admin_unit_level,
    units.gso_code,
    units.parent_admin_unit_code,
    units.province_code,
    case units.admin_unit_level
        when 'country' then 'VN'
        when 'province' then units.admin_unit_code
        else units.geography || '-P-' || units.province_code
    end as province_unit_code,
    regions.region_code,
    regions.region_name_vi,
    regions.region_name_en,
    units.name_vi,
    units.full_name_vi,
    units.name_ascii,
    units.full_name_en as name_en,
    units.unit_type_vi,
    units.is_rural_commune,
    units.sort_key,
    units.valid_from,
    units.valid_to,
    units.valid_to is null as is_in_force,
    units.legal_basis,
    units.stable_area_id,
    units.valid_from_quality,
    units.valid_from_not_before,
    coalesce(endings.legal_basis, later.legal_basis) as ended_by
from {{ ref('stg_admin_units') }} as units
left join {{ ref('stg_region_members') }} as regions
    on
        case units.admin_unit_level
            when 'province' then units.admin_unit_code
            else units.geography || '-P-' || units.province_code
        end = regions.admin_unit_code
        and coalesce(units.valid_to, date '9999-12-31')
        between regions.valid_from and coalesce(regions.valid_to, date '9999-12-31')
left join (
    select
        old_admin_unit_code,
        effective_date,
        string_agg(distinct legal_basis, '; ') as legal_basis
    from {{ ref('stg_ended_units') }}
    group by old_admin_unit_code, effective_date
) as endings
    on units.admin_unit_code = endings.old_admin_unit_code and units.valid_to + 1 = endings.effective_date
left join {{ ref('stg_admin_units') }} as later
    on units.admin_unit_code = later.admin_unit_code and units.valid_to + 1 = later.valid_from
