{{ config(security_invoker=true) }}
-- Grain: one row per source, form, period and obligation owed: what came, in one word.
select
    submissions.period_code,
    submissions.form_code,
    forms.name_vi as form_name_vi,
    forms.name_en as form_name_en,
    submissions.source_code,
    submissions.obligation_code,
    submissions.admin_unit_code,
    units.full_name_vi as admin_unit_name_vi,
    units.name_en as admin_unit_name_en,
    units.geography,
    units.region_code,
    units.sort_key,
    case
        when submissions.status = 'missing' and not submissions.is_due then 'not_due_yet'
        when submissions.status = 'missing' then 'missing'
        when submissions.status in ('rejected', 'unreadable', 'refused') then 'rejected'
        when submissions.status in ('received', 'awaiting_approval') then 'waiting'
        when submissions.status = 'withdrawn' then 'withdrawn'
        when submissions.content_state <> 'reported' then 'not_counted'
        else submissions.timeliness
    end as outcome,
    submissions.status,
    submissions.latest_status,
    submissions.timeliness,
    submissions.due_date,
    submissions.grace_until,
    submissions.delivered_at,
    submissions.days_late,
    submissions.n_revisions,
    submissions.completeness_percent,
    submissions.content_state,
    submissions.is_reported,
    submissions.n_critical,
    submissions.n_warning,
    submissions.submission_id,
    submissions.submission_origin
from {{ ref('fct_submissions') }} as submissions
left join {{ ref('dim_periods') }} as periods on submissions.period_code = periods.period_code
left join {{ ref('dim_admin_units') }} as units
    on
        submissions.admin_unit_code = units.admin_unit_code
        and periods.end_date between units.valid_from and coalesce(units.valid_to, date '9999-12-31')
left join {{ ref('dim_forms') }} as forms
    on
        submissions.form_code = forms.form_code
        and periods.end_date between forms.valid_from and coalesce(forms.valid_to, date '9999-12-31')
