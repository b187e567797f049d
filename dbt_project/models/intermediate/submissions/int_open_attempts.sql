{{ config(materialized='table') }}
-- One row per attempt to pull that is not published: begun since the last one that is, or earlier and still running then, which
-- this table remembers from build to build. A thousand numbers back also those are looked up that were given and not yet written.
select attempts.attempt_id
from {{ ref('stg_attempts') }} as attempts
where {{ is_unpublished('attempts.attempt_id') }}
