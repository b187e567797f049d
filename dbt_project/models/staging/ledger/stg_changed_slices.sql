select
    change_no,
    admin_unit_code as province_unit_code,
    period_code,
    source_code,
    form_code,
    submission_id,
    changed_at,
    build_id
from {{ source('control', 'changed_slices') }}
