select
    build_id,
    run_id,
    started_at,
    ended_at,
    status as build_status,
    is_full
from {{ source('control', 'builds') }}
