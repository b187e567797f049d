select
    members.admin_unit_code,
    members.region_code,
    regions.name_vi as region_name_vi,
    regions.name_en as region_name_en,
    members.valid_from::date as valid_from,
    members.valid_to::date as valid_to
from {{ ref('region_members') }} as members
inner join {{ ref('regions') }} as regions on members.region_code = regions.region_code
