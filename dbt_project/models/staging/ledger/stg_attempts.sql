select
    attempt_id,
    source_code,
    run_id,
    try_number,
    started_at,
    ended_at,
    outcome,
    deliveries_seen,
    deliveries_landed,
    deliveries_known,
    bytes_landed,
    error_class,
    error_message
from {{ source('control', 'attempts') }}
