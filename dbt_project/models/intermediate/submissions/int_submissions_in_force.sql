-- One row per submission in force, with the rank of its form and the time since when it has been accepted without a break: judged
-- again with the same result, it overtakes nobody. Of a slice that is the latest accepted revision; where that one was accepted
-- block by block, earlier ones stand beside it for the blocks it left out.
with ended as (
    select
        submission_id,
        max(verdict_no) as verdict_no
    from {{ ref('stg_verdicts') }}
    where not is_accepted
    group by submission_id
),

accepted as (
    select
        verdicts.submission_id,
        min(verdicts.judged_at) as accepted_since
    from {{ ref('stg_verdicts') }} as verdicts
    left join ended on verdicts.submission_id = ended.submission_id
    where verdicts.verdict_no > coalesce(ended.verdict_no, 0)
    group by verdicts.submission_id
),

ranked_forms as (
    select distinct on (form_code)
        form_code,
        authority_rank
    from {{ ref('stg_forms') }}
    order by form_code, valid_from desc
)

select
    submissions.submission_id,
    submissions.source_code,
    submissions.form_code,
    submissions.period_code,
    submissions.admin_unit_code as province_unit_code,
    submissions.as_of_date,
    {{ report_code('submissions') }} as report_code,
    submissions.vintage,
    submissions.submission_origin,
    submissions.blocks_in_force,
    submissions.blocks_left_out,
    coalesce(ranked_forms.authority_rank, 1000) as authority_rank,
    accepted.accepted_since
from {{ ref('stg_submissions') }} as submissions
left join accepted on submissions.submission_id = accepted.submission_id
left join ranked_forms on submissions.form_code = ranked_forms.form_code
where
    submissions.is_accepted
    and submissions.period_code is not null
    and submissions.admin_unit_code is not null
