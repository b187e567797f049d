{{ config(materialized='table', unlogged=true) }}
-- One row per indicator, breakdown, unit, period and kind in the slices of this build: the figure in force. Where two forms
-- report it, the form of the lowest authority rank wins, then the report of the latest day, whenever it came. A correction counts
-- while its guard, the figure it expects, is what is reported.
with candidates as (
    select
        cells.indicator_code,
        cells.breakdown_code,
        cells.admin_unit_code,
        cells.period_code,
        cells.value_kind,
        submissions.province_unit_code,
        cells.canonical_value as figure_value,
        cells.canonical_value as reported_value,
        'reported' as value_origin,
        cells.value_qualifier,
        submissions.vintage,
        coalesce(cells.as_of_date, submissions.as_of_date) as as_of_date,
        submissions.form_code,
        submissions.authority_rank,
        submissions.accepted_since,
        submissions.as_of_date as report_as_of_date,
        submissions.report_code,
        cells.submission_id,
        cells.sheet,
        cells.cell_ref,
        cells.row_no,
        cells.column_no,
        submissions.submission_origin,
        waived.cell_ref is not null as has_waiver
    from {{ ref('stg_reported_cells') }} as cells
    inner join {{ ref('int_changed_submissions') }} as submissions on cells.submission_id = submissions.submission_id
    left join {{ ref('int_waived_cells') }} as waived
        on cells.submission_id = waived.submission_id and cells.sheet = waived.sheet and cells.cell_ref = waived.cell_ref
    where
        {{ is_figure('cells', ref('int_changed_capital')) }}
        and {{ in_block_in_force('cells', 'submissions') }}
        and {{ in_slice_submissions('cells.submission_id') }}
        and {{ in_slices('submissions.province_unit_code', 'cells.period_code') }}
    union all
    select
        totals.indicator_code,
        '_T' as breakdown_code,
        totals.admin_unit_code,
        totals.period_code,
        totals.value_kind,
        totals.province_unit_code,
        totals.amount as figure_value,
        totals.stated_amount as reported_value,
        'computed' as value_origin,
        null as value_qualifier,
        submissions.vintage,
        totals.as_of_date,
        submissions.form_code,
        totals.authority_rank,
        totals.accepted_since,
        totals.report_as_of_date,
        totals.report_code,
        totals.submission_id,
        totals.sheet,
        totals.cell_ref,
        0 as row_no,
        0 as column_no,
        totals.submission_origin,
        totals.has_waiver
    from {{ ref('int_changed_capital_totals') }} as totals
    inner join {{ ref('int_changed_submissions') }} as submissions on totals.submission_id = submissions.submission_id
)

select distinct on (
    candidates.indicator_code, candidates.breakdown_code, candidates.admin_unit_code, candidates.period_code,
    candidates.value_kind
)
    candidates.indicator_code,
    candidates.breakdown_code,
    candidates.admin_unit_code,
    candidates.period_code,
    candidates.value_kind,
    candidates.province_unit_code,
    coalesce(corrections.corrected_value, candidates.figure_value) as figure_value,
    candidates.reported_value,
    candidates.value_origin,
    candidates.value_qualifier,
    candidates.vintage,
    candidates.as_of_date,
    candidates.form_code,
    candidates.authority_rank,
    candidates.submission_id,
    candidates.sheet,
    candidates.cell_ref,
    candidates.submission_origin,
    candidates.has_waiver,
    corrections.correction_id
from candidates
left join {{ ref('stg_corrections') }} as corrections
    on
        candidates.indicator_code = corrections.indicator_code
        and candidates.breakdown_code = corrections.breakdown_code
        and candidates.admin_unit_code = corrections.admin_unit_code
        and candidates.period_code = corrections.period_code
        and candidates.value_kind = corrections.value_kind
        and candidates.figure_value::numeric(38, 6) = corrections.expected_value
        and corrections.known_to is null
order by
    candidates.indicator_code, candidates.breakdown_code, candidates.admin_unit_code, candidates.period_code,
    candidates.value_kind,
    {{ in_force_first('candidates') }},
    candidates.value_origin, candidates.sheet, candidates.row_no, candidates.column_no
