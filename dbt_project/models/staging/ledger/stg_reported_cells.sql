select
    submission_id,
    sheet,
    cell_ref,
    part_no,
    row_no,
    column_no,
    block_code,
    cell_role,
    row_role,
    row_key,
    column_key,
    canonical_value,
    value_qualifier,
    indicator_code,
    coalesce(breakdown_code, '_T') as breakdown_code,
    admin_unit_code,
    component_code,
    capital_source_code,
    origin_year,
    period_code,
    as_of_date,
    value_kind
from {{ source('raw', 'reported_cells') }}
where
    cell_status = 'accepted'
    and canonical_value is not null
    and indicator_code is not null
