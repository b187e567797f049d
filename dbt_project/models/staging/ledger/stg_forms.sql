select
    form_code,
    edition,
    name_vi,
    name_en,
    period_type,
    authority_rank,
    valid_from,
    valid_to
from {{ source('control', 'forms') }}
