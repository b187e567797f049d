-- One row per place at which a rule was broken in a slice: when first, and when a later verdict of the slice no longer found it.
with found as (
    select
        submissions.source_code,
        submissions.form_code,
        submissions.period_code,
        findings.rule_id,
        findings.sheet,
        findings.cell_ref,
        findings.row_key,
        min(verdicts.judged_at) as first_found_at,
        max(verdicts.judged_at) as last_found_at
    from {{ ref('stg_findings') }} as findings
    inner join {{ ref('stg_verdicts') }} as verdicts
        on findings.submission_id = verdicts.submission_id and findings.verdict_no = verdicts.verdict_no
    inner join {{ ref('stg_submissions') }} as submissions on findings.submission_id = submissions.submission_id
    where findings.severity <> 'info' and submissions.period_code is not null
    group by
        submissions.source_code, submissions.form_code, submissions.period_code, findings.rule_id, findings.sheet,
        findings.cell_ref, findings.row_key
),

verdict_times as (
    select
        submissions.source_code,
        submissions.form_code,
        submissions.period_code,
        verdicts.judged_at
    from {{ ref('stg_verdicts') }} as verdicts
    inner join {{ ref('stg_submissions') }} as submissions on verdicts.submission_id = submissions.submission_id
    where verdicts.reason not in ('approval', 'withdrawal')
)

select
    found.source_code,
    found.form_code,
    found.period_code,
    found.rule_id,
    found.sheet,
    found.cell_ref,
    found.row_key,
    found.first_found_at,
    min(verdict_times.judged_at) as mended_at,
    (extract(epoch from min(verdict_times.judged_at) - found.first_found_at) / 86400)::numeric(38, 6) as days_to_mend
from found
left join verdict_times
    on
        found.source_code = verdict_times.source_code
        and found.form_code = verdict_times.form_code
        and found.period_code = verdict_times.period_code
        and found.last_found_at < verdict_times.judged_at
group by
    found.source_code, found.form_code, found.period_code, found.rule_id, found.sheet, found.cell_ref, found.row_key,
    found.first_found_at
