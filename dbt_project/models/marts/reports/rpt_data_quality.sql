{{ config(
    analysts=false, materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns',
    unique_key=['source_code', 'form_code', 'period_code', 'rule_id', 'severity', 'is_in_force', 'submission_origin'],
    key_may_be_null=['severity']
) }}
-- Grain: one row per source, form, period and rule that was broken (`_T`: all rules, also where none was), severity and standing:
-- how often, in how many cells; how many rounds until the report was clean, and the median of days until a breach was mended.
-- first_time_right_share is of the province's reports of the form and period that were clean at once.
with findings as (
    select
        *,
        sheet || '!' || cell_ref as cell
    from {{ ref('fct_findings') }}
),

by_rule as (
    select
        period_code,
        form_code,
        source_code,
        province_unit_code,
        rule_id,
        severity,
        scope,
        is_in_force,
        submission_origin,
        count(*) as n_findings,
        count(*) filter (where is_waived) as n_waived,
        count(distinct submission_id || cell) as n_cells,
        count(distinct submission_id) as n_submissions,
        min(found_at) as first_found_at
    from findings
    group by
        period_code, form_code, source_code, province_unit_code, rule_id, severity, scope, is_in_force, submission_origin
),

all_rules as (
    select
        submissions.period_code,
        submissions.form_code,
        submissions.source_code,
        submissions.admin_unit_code as province_unit_code,
        '_T' as rule_id,
        null as severity,
        null as scope,
        bool_or(submissions.is_reported) as is_in_force,
        max(submissions.submission_origin) as submission_origin,
        count(distinct findings.submission_id || '/' || findings.finding_no) as n_findings,
        count(distinct findings.submission_id || '/' || findings.finding_no) filter (where findings.is_waived) as n_waived,
        count(distinct findings.submission_id || findings.cell) as n_cells,
        max(submissions.n_revisions)::bigint as n_submissions,
        min(findings.found_at) as first_found_at
    from {{ ref('fct_submissions') }} as submissions
    left join findings
        on
            submissions.source_code = findings.source_code
            and submissions.form_code = findings.form_code
            and submissions.period_code = findings.period_code
    where submissions.submission_id is not null
    group by submissions.period_code, submissions.form_code, submissions.source_code, submissions.admin_unit_code
),

mended as (
    select
        found.source_code,
        found.form_code,
        found.period_code,
        counted_as.rule_id,
        percentile_cont(0.5) within group (order by found.days_to_mend::float8) as median_days_to_mend
    from {{ ref('int_mended_findings') }} as found
    cross join lateral (values (found.rule_id), ('_T')) as counted_as (rule_id)
    where found.mended_at is not null
    group by found.source_code, found.form_code, found.period_code, counted_as.rule_id
),

right_at_once as (
    select
        submissions.admin_unit_code,
        rounds.form_code,
        rounds.period_code,
        avg(rounds.is_first_time_right::integer) as first_time_right_share
    from {{ ref('int_rounds') }} as rounds
    inner join (
        select distinct
            source_code,
            form_code,
            period_code,
            admin_unit_code
        from {{ ref('fct_submissions') }}
    ) as submissions
        on
            rounds.source_code = submissions.source_code
            and rounds.form_code = submissions.form_code
            and rounds.period_code = submissions.period_code
    group by submissions.admin_unit_code, rounds.form_code, rounds.period_code
)

select
    counted.period_code,
    to_char(periods.end_date, 'YYYY-MM') as as_of_month,
    counted.form_code,
    counted.source_code,
    counted.province_unit_code,
    units.full_name_vi as admin_unit_name_vi,
    units.name_en as admin_unit_name_en,
    units.sort_key,
    counted.rule_id,
    rules.name_vi as rule_name_vi,
    rules.name_en as rule_name_en,
    counted.severity,
    counted.scope,
    counted.is_in_force,
    counted.submission_origin,
    counted.n_findings,
    counted.n_waived,
    counted.n_cells,
    counted.n_submissions,
    counted.first_found_at,
    rounds.n_rounds,
    rounds.rounds_to_clean,
    mended.median_days_to_mend::numeric(38, 2) as median_days_to_mend,
    right_at_once.first_time_right_share::numeric(7, 4) as first_time_right_share
from (
    select * from by_rule
    union all
    select * from all_rules
) as counted
left join {{ ref('dim_periods') }} as periods on counted.period_code = periods.period_code
left join {{ ref('dim_admin_units') }} as units
    on
        counted.province_unit_code = units.admin_unit_code
        and periods.end_date between units.valid_from and coalesce(units.valid_to, date '9999-12-31')
left join (
    select distinct
        rule_id,
        name_vi,
        name_en
    from {{ ref('dim_rules') }}
) as rules on counted.rule_id = rules.rule_id
left join {{ ref('int_rounds') }} as rounds
    on
        counted.source_code = rounds.source_code
        and counted.form_code = rounds.form_code
        and counted.period_code = rounds.period_code
left join mended
    on
        counted.source_code = mended.source_code
        and counted.form_code = mended.form_code
        and counted.period_code = mended.period_code
        and counted.rule_id = mended.rule_id
left join right_at_once
    on
        counted.province_unit_code = right_at_once.admin_unit_code
        and counted.form_code = right_at_once.form_code
        and counted.period_code = right_at_once.period_code
