-- Grain: one row per source, form, period and rule that was broken: how often, in how many cells, in what stands in force.
select
    findings.period_code,
    findings.form_code,
    findings.source_code,
    findings.province_unit_code,
    units.full_name_vi as admin_unit_name_vi,
    units.name_en as admin_unit_name_en,
    units.sort_key,
    findings.rule_id,
    rules.name_vi as rule_name_vi,
    rules.name_en as rule_name_en,
    findings.severity,
    findings.scope,
    findings.is_in_force,
    findings.submission_origin,
    findings.n_findings,
    findings.n_cells,
    findings.n_submissions,
    findings.first_found_at
from (
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
        count(distinct submission_id || sheet || '!' || cell_ref) filter (where cell_ref is not null) as n_cells,
        count(distinct submission_id) as n_submissions,
        min(found_at) as first_found_at
    from {{ ref('fct_findings') }}
    group by
        period_code, form_code, source_code, province_unit_code, rule_id, severity, scope, is_in_force, submission_origin
) as findings
left join {{ ref('dim_periods') }} as periods on findings.period_code = periods.period_code
left join {{ ref('dim_admin_units') }} as units
    on
        findings.province_unit_code = units.admin_unit_code
        and periods.end_date between units.valid_from and coalesce(units.valid_to, date '9999-12-31')
left join (select distinct rule_id, name_vi, name_en from {{ ref('dim_rules') }}) as rules on findings.rule_id = rules.rule_id
