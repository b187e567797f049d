select
    period_code,
    first_opened_at,
    closed_at
from {{ source('control', 'refreshes') }}
