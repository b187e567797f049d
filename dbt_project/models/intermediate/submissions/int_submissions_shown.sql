-- One row per slice that received anything (preliminary figures and others apart): the submission in force, else the newest
-- one, with how often something came and when the first came that was ever accepted (else the first). What could not be
-- given a period has period `unknown`.
with received as (
    select
        submissions.*,
        coalesce(submissions.period_code, 'unknown') as slice_period_code,
        coalesce(submissions.vintage = 'preliminary', false) as is_preliminary,
        in_force.submission_id is not null as is_in_force
    from {{ ref('stg_submissions') }} as submissions
    left join {{ ref('int_submissions_in_force') }} as in_force on submissions.submission_id = in_force.submission_id
),

slices as (
    select
        source_code,
        form_code,
        slice_period_code,
        is_preliminary,
        count(*) filter (where reread_of is null)::integer as n_revisions,
        coalesce(
            min(delivered_at) filter (where is_accepted or submission_status = 'superseded'),
            min(delivered_at)
        ) as delivered_at,
        (array_agg(submission_status order by received_at desc, submission_id desc))[1] as latest_status
    from received
    group by source_code, form_code, slice_period_code, is_preliminary
),

shown as (
    select distinct on (source_code, form_code, slice_period_code, is_preliminary) *
    from received
    order by source_code, form_code, slice_period_code, is_preliminary, is_in_force desc, received_at desc, submission_id desc
)

select
    slices.source_code,
    slices.form_code,
    slices.slice_period_code as period_code,
    slices.is_preliminary,
    coalesce(shown.admin_unit_code, sources.admin_unit_code) as admin_unit_code,
    shown.submission_id,
    shown.revision_no,
    slices.n_revisions,
    slices.delivered_at,
    shown.received_at,
    shown.submission_status,
    slices.latest_status,
    shown.submission_origin,
    shown.cells_read,
    shown.cells_accepted,
    shown.cells_rejected,
    shown.cells_quarantined,
    judged.judged_at,
    judged.n_critical,
    judged.n_warning,
    judged.n_waived,
    judged.cells_filled,
    judged.cells_zero,
    judged.cells_not_applicable,
    judged.cells_not_available,
    judged.cells_missing,
    judged.cells_invalid,
    coalesce(denied.content_state, 'reported') as content_state
from slices
inner join shown
    on
        slices.source_code = shown.source_code
        and slices.form_code = shown.form_code
        and slices.slice_period_code = shown.slice_period_code
        and slices.is_preliminary = shown.is_preliminary
left join {{ ref('int_newest_verdicts') }} as judged on shown.submission_id = judged.submission_id
left join {{ ref('int_denied_reports') }} as denied on shown.submission_id = denied.submission_id
left join {{ ref('stg_sources') }} as sources
    on
        shown.source_code = sources.source_code
        and (shown.delivered_at at time zone 'Asia/Ho_Chi_Minh')::date
        between sources.valid_from and coalesce(sources.valid_to, date '9999-12-31')
