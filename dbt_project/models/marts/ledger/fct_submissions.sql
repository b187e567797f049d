{{ config(unique_key=['source_code', 'form_code', 'period_code', 'obligation_code'], own_rows='source_code') }}
-- Grain: one row per source, form, period and obligation. Owed and nothing came: status `missing`; what came without being
-- owed carries the on-demand obligation of its form, else `unsolicited`. Made whole by every build: with the day alone what is
-- not due yet becomes missing, whatever came; a month adds one row per obligation, some hundreds.
with built as (
    select max(started_at) as as_of_time
    from {{ ref('stg_builds') }}
    where {{ current_build_id() }} in (build_id, 0)
),

on_demand as (
    select
        form_code,
        min(obligation_code) as obligation_code
    from {{ ref('stg_obligations') }}
    where cadence = 'on_demand'
    group by form_code
),

matched as (
    select
        coalesce(due.source_code, shown.source_code) as source_code,
        coalesce(due.form_code, shown.form_code) as form_code,
        coalesce(due.period_code, shown.period_code) as period_code,
        coalesce(due.admin_unit_code, shown.admin_unit_code) as admin_unit_code,
        due.obligation_code,
        due.due_date,
        due.grace_until,
        (due.due_date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' as due_time,
        (due.grace_until + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh' as late_from,
        shown.submission_id,
        shown.revision_no,
        shown.n_revisions,
        shown.delivered_at,
        shown.received_at,
        shown.submission_status,
        shown.latest_status,
        shown.judged_at,
        shown.submission_origin,
        shown.is_preliminary,
        shown.cells_read,
        shown.cells_accepted,
        shown.cells_rejected,
        shown.cells_quarantined,
        shown.n_critical,
        shown.n_warning,
        shown.n_waived,
        shown.cells_filled,
        shown.cells_zero,
        shown.cells_not_applicable,
        shown.cells_not_available,
        shown.cells_missing,
        shown.cells_invalid,
        shown.content_state
    from {{ ref('int_obligations_due') }} as due
    full join {{ ref('int_submissions_shown') }} as shown
        on
            due.source_code = shown.source_code
            and due.form_code = shown.form_code
            and due.period_code = shown.period_code
            and (coalesce(due.vintage, '') = 'preliminary') = coalesce(shown.is_preliminary, false)
)

select
    matched.source_code,
    matched.form_code,
    matched.period_code,
    coalesce(
        matched.obligation_code, on_demand.obligation_code,
        case when matched.is_preliminary then 'unsolicited-preliminary' else 'unsolicited' end
    ) as obligation_code,
    matched.admin_unit_code,
    matched.due_date,
    matched.grace_until,
    coalesce(matched.due_time <= built.as_of_time, false) as is_due,
    matched.submission_id,
    matched.revision_no,
    coalesce(matched.n_revisions, 0) as n_revisions,
    matched.delivered_at,
    matched.received_at,
    matched.judged_at,
    coalesce(matched.submission_status, 'missing') as status,
    coalesce(matched.latest_status, 'missing') as latest_status,
    case
        when matched.submission_id is null then 'missing'
        when matched.late_from is null then 'not_owed'
        when matched.delivered_at < matched.late_from then 'on_time'
        else 'late'
    end as timeliness,
    case
        when matched.delivered_at >= matched.late_from
            then (matched.delivered_at at time zone 'Asia/Ho_Chi_Minh')::date - matched.due_date
        else 0
    end as days_late,
    matched.cells_read,
    matched.cells_accepted,
    matched.cells_rejected,
    matched.cells_quarantined,
    matched.cells_filled + matched.cells_zero + matched.cells_not_applicable + matched.cells_not_available
    + matched.cells_missing + matched.cells_invalid as cells_expected,
    matched.cells_filled,
    matched.cells_zero,
    matched.cells_not_applicable,
    matched.cells_not_available,
    matched.cells_missing,
    matched.cells_invalid,
    (
        100.0 * (matched.cells_filled + matched.cells_zero + matched.cells_not_applicable)
        / nullif(
            matched.cells_filled + matched.cells_zero + matched.cells_not_applicable + matched.cells_not_available
            + matched.cells_missing + matched.cells_invalid,
            0
        )
    )::numeric(7, 4) as completeness_percent,
    case
        when matched.submission_id is not null then matched.content_state
        when matched.due_time > built.as_of_time then 'not_due_yet'
        else 'missing'
    end as content_state,
    coalesce(
        matched.content_state = 'reported'
        and matched.submission_status in ('accepted', 'accepted_with_warnings', 'partially_accepted', 'superseded'),
        false
    ) as is_reported,
    coalesce(matched.n_critical, 0) as n_critical,
    coalesce(matched.n_warning, 0) as n_warning,
    coalesce(matched.n_waived, 0) as n_waived,
    matched.submission_origin
from matched
left join on_demand on matched.form_code = on_demand.form_code
cross join built
