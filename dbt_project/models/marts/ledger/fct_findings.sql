{{ config(
    unique_key=['submission_id', 'verdict_no', 'finding_no'], incremental_strategy='touched', own_rows='source_code'
) }}
-- Grain: one breach of one rule at one place, of the newest verdict of each submission; of what has none, those of reading.
select
    findings.submission_id,
    findings.verdict_no,
    findings.finding_no,
    findings.rule_id,
    findings.severity,
    rules.scope,
    submissions.source_code,
    submissions.form_code,
    submissions.period_code,
    submissions.admin_unit_code as province_unit_code,
    findings.admin_unit_code,
    findings.indicator_code,
    findings.sheet,
    findings.cell_ref,
    findings.block_code,
    findings.row_key,
    findings.column_key,
    findings.actual,
    findings.expected,
    findings.message_vi,
    findings.message_en,
    findings.found_at,
    findings.waiver_id is not null as is_waived,
    findings.waiver_id,
    in_force.submission_id is not null as is_in_force,
    submissions.submission_origin
from {{ ref('stg_findings') }} as findings
inner join {{ ref('stg_submissions') }} as submissions on findings.submission_id = submissions.submission_id
left join {{ ref('int_newest_verdicts') }} as newest on findings.submission_id = newest.submission_id
left join {{ ref('int_submissions_in_force') }} as in_force on findings.submission_id = in_force.submission_id
left join (
    select distinct
        rule_id,
        scope
    from {{ ref('stg_rules') }}
) as rules on findings.rule_id = rules.rule_id
where findings.verdict_no = coalesce(newest.verdict_no, 0) and {{ is_touched('findings.submission_id') }}
