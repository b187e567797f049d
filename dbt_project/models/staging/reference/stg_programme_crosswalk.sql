select
    from_code as old_programme_code,
    to_code as programme_code,
    relation,
    valid_from::date as valid_from
from {{ ref('programme_crosswalk') }}
