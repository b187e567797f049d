select
    submission_id,
    verdict_no,
    judged_at,
    reason,
    status as verdict_status,
    status in ('accepted', 'accepted_with_warnings', 'partially_accepted') as is_accepted,
    n_critical,
    n_warning,
    n_info,
    n_waived,
    cells_filled,
    cells_zero,
    cells_not_applicable,
    cells_not_available,
    cells_missing,
    cells_invalid
from {{ source('control', 'verdicts') }}
