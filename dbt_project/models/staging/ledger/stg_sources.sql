select
    source_code,
    valid_from,
    valid_to,
    admin_unit_code,
    agency_code,
    name_vi,
    submission_origin,
    form_codes
from {{ source('control', 'sources') }}
