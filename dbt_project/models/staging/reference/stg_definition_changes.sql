select
    code as change_code,
    valid_from::date as valid_from,
    standard_code,
    criteria_set_code,
    is_break = '1' as is_break,
    name_vi,
    name_en,
    legal_basis
from {{ ref('definition_changes') }}
