select
    code as capital_source_code,
    parent_code,
    sort_order::integer as sort_order,
    name_vi,
    name_en,
    nature_code,
    origin_code,
    is_group = '1' as is_group,
    valid_from::date as valid_from,
    valid_to::date as valid_to,
    provenance
from {{ ref('capital_sources') }}
