{{ config(unique_key='submission_id', own_rows='source_code') }}
-- One row per submission: what was landed, read and judged, whatever came of it; is_in_force: its figures count now. Made whole
-- by every build: compared with what is published it says which submissions the build touches.
select
    submissions.submission_id,
    submissions.source_code,
    submissions.form_code,
    submissions.edition,
    submissions.admin_unit_code,
    submissions.period_code,
    submissions.as_of_date,
    submissions.vintage,
    submissions.revision_no,
    submissions.delivered_at,
    submissions.received_at,
    newest.judged_at,
    newest.verdict_no,
    submissions.submission_status as status,
    in_force.submission_id is not null as is_in_force,
    submissions.content_sha256,
    submissions.size_bytes,
    submissions.reread_of,
    submissions.cells_read,
    submissions.cells_accepted,
    submissions.cells_rejected,
    submissions.cells_quarantined,
    submissions.submission_origin
from {{ ref('stg_submissions') }} as submissions
left join {{ ref('int_newest_verdicts') }} as newest on submissions.submission_id = newest.submission_id
left join {{ ref('int_submissions_in_force') }} as in_force on submissions.submission_id = in_force.submission_id
