{{ config(unique_key='attempt_id', incremental_strategy='missing', own_rows='source_code') }}
-- Grain: one attempt to pull a source that has ended, also those that found nothing or failed. A hundred sources asked twice an
-- hour are 1.8 million rows a year: only what is not published yet is written.
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
from {{ ref('stg_attempts') }}
where
    outcome <> 'running'
    and ended_at is not null
    and attempt_id in (select opened.attempt_id from {{ ref('int_open_attempts') }} as opened)
