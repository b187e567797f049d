select
    submission_id,
    verdict_no,
    judged_at,
    status as verdict_status,
    n_critical,
    n_warning,
    n_info
from {{ source('control', 'verdicts') }}
