-- Both geographies; the country stands in both files and is taken once.
with units as (
    select
        admin_unit_code,
        geography,
        level,
        gso_code,
        parent_admin_unit_code,
        province_code,
        name_vi,
        full_name_vi,
        name_ascii,
        full_name_en,
        unit_type_vi,
        sort_key,
        valid_from,
        valid_to,
        version,
        legal_basis,
        stable_area_id,
        valid_from_quality,
        valid_from_not_before
    from {{ ref('admin_units_63') }}
    union all
    select
        admin_unit_code,
        geography,
        level,
        gso_code,
        parent_admin_unit_code,
        province_code,
        name_vi,
        full_name_vi,
        name_ascii,
        full_name_en,
        unit_type_vi,
        sort_key,
        valid_from,
        valid_to,
        version,
        legal_basis,
        stable_area_id,
        valid_from_quality,
        valid_from_not_before
    from {{ ref('admin_units_34') }}
    where geography = '34'
)

select
    admin_unit_code,
    geography,
    level as admin_unit_level,
    gso_code,
    parent_admin_unit_code,
    province_code,
    name_vi,
    full_name_vi,
    name_ascii,
    full_name_en,
    unit_type_vi,
    unit_type_vi = 'Xã' as is_rural_commune,
    sort_key,
    valid_from::date as valid_from,
    valid_to::date as valid_to,
    version::integer as version_no,
    legal_basis,
    stable_area_id,
    valid_from_quality,
    valid_from_not_before::date as valid_from_not_before
from units
