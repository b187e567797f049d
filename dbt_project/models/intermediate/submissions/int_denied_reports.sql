-- One row per submission that never counts as reported, whatever its verdict: it is blank, only the date has changed since the
-- last period (stale), or it equals that of another province (copied). A waiver of that finding lets it count.
select
    findings.submission_id,
    min(rules.denies_report) as content_state
from {{ ref('stg_findings') }} as findings
left join {{ ref('int_newest_verdicts') }} as newest on findings.submission_id = newest.submission_id
inner join {{ ref('stg_rules') }} as rules on findings.rule_id = rules.rule_id
where
    rules.denies_report is not null
    and findings.waiver_id is null
    and findings.verdict_no = coalesce(newest.verdict_no, 0)
group by findings.submission_id
