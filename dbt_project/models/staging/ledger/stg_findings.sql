select
    submission_id,
    verdict_no,
    finding_no,
    rule_id,
    severity,
    sheet,
    cell_ref,
    block_code,
    row_key,
    column_key,
    indicator_code,
    admin_unit_code,
    actual,
    expected,
    message_vi,
    message_en,
    found_at,
    waiver_id
from {{ source('control', 'findings') }}
-- findings of rules on probation are for engineers alone
where stage is distinct from 'shadow'
