-- One row per submission that was judged: the newest verdict, which decides.
select distinct on (submission_id) *
from {{ ref('stg_verdicts') }}
order by submission_id, verdict_no desc
