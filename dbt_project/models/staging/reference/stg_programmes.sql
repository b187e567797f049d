select
    code as component_code,
    parent_code,
    level as programme_level,
    phase,
    sort_order::integer as sort_order,
    name_vi,
    name_en,
    short_vi,
    legal_basis,
    is_name_confirmed = '1' as is_name_confirmed,
    valid_from::date as valid_from,
    valid_to::date as valid_to,
    provenance
from {{ ref('programmes') }}
