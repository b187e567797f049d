select
    from_code as old_component_code,
    to_code as component_code,
    relation,
    is_confirmed = '1' as is_confirmed,
    valid_from::date as valid_from,
    provenance
from {{ ref('programme_crosswalk') }}
