-- One row per slice that was judged: how many revisions it took until one was clean (accepted without critical findings and
-- warnings that count), and whether the first one was. What was read again is the same round.
with first_verdicts as (
    select distinct on (submissions.submission_id)
        submissions.source_code,
        submissions.form_code,
        submissions.period_code,
        submissions.submission_id,
        submissions.revision_no,
        verdicts.n_critical + verdicts.n_warning = 0 as is_clean
    from {{ ref('stg_submissions') }} as submissions
    inner join {{ ref('stg_verdicts') }} as verdicts on submissions.submission_id = verdicts.submission_id
    where submissions.reread_of is null and submissions.period_code is not null and verdicts.reason <> 'withdrawal'
    order by submissions.submission_id, verdicts.verdict_no
),

rounds as (
    select
        *,
        row_number() over (partition by source_code, form_code, period_code order by revision_no, submission_id) as round_no
    from first_verdicts
)

select
    source_code,
    form_code,
    period_code,
    count(*)::integer as n_rounds,
    (min(round_no) filter (where is_clean))::integer as rounds_to_clean,
    bool_or(is_clean and round_no = 1) as is_first_time_right
from rounds
group by source_code, form_code, period_code
