select
    submission_id,
    sheet,
    cell_ref,
    row_no,
    column_no,
    block_code,
    row_key,
    column_key,
    value_text,
    canonical_value,
    admin_unit_code,
    component_code,
    period_code,
    as_of_date
from {{ source('raw', 'reported_cells') }}
where
    cell_status = 'accepted'
    and cell_role = 'value'
    and row_role = 'item'
    and indicator_code is null
