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
    n_waived
from {{ source('control', 'verdicts') }}
