{{ config(materialized='ephemeral') }}
-- One row per figure of a submission and stretch of time in which it was in force, in the slices of this build: also what was
-- superseded since, and what stands behind a form of lower authority rank.
with figures as (
    select
        cells.indicator_code,
        cells.breakdown_code,
        cells.admin_unit_code,
        cells.period_code,
        cells.value_kind,
        accepted.submission_id,
        accepted.known_from,
        cells.canonical_value as figure_value,
        cells.canonical_value as reported_value,
        'reported' as value_origin,
        cells.value_qualifier,
        coalesce(cells.as_of_date, accepted.as_of_date) as as_of_date,
        cells.sheet,
        cells.cell_ref,
        cells.row_no,
        cells.column_no
    from {{ ref('stg_reported_cells') }} as cells
    inner join {{ ref('int_accepted_submissions') }} as accepted
        on cells.submission_id = accepted.submission_id and {{ in_block_in_force('cells', 'accepted') }}
    where
        {{ is_figure('cells', ref('int_capital_revisions')) }}
        and {{ in_slice_submissions('cells.submission_id') }}
        and {{ in_slices('accepted.province_unit_code', 'cells.period_code') }}
    union all
    select
        indicator_code,
        '_T' as breakdown_code,
        admin_unit_code,
        period_code,
        value_kind,
        submission_id,
        known_from,
        amount as figure_value,
        stated_amount as reported_value,
        'computed' as value_origin,
        null as value_qualifier,
        as_of_date,
        sheet,
        cell_ref,
        0 as row_no,
        0 as column_no
    from {{ ref('int_capital_total_revisions') }}
)

select distinct on (
    figures.indicator_code, figures.breakdown_code, figures.admin_unit_code, figures.period_code, figures.value_kind,
    figures.submission_id, figures.known_from
)
    figures.*,
    accepted.province_unit_code,
    accepted.known_to,
    accepted.accepted_since,
    accepted.as_of_date as report_as_of_date,
    accepted.report_code,
    accepted.form_code,
    accepted.authority_rank,
    accepted.vintage,
    accepted.submission_origin
from figures
inner join {{ ref('int_accepted_submissions') }} as accepted
    on figures.submission_id = accepted.submission_id and figures.known_from = accepted.known_from
order by
    figures.indicator_code, figures.breakdown_code, figures.admin_unit_code, figures.period_code, figures.value_kind,
    figures.submission_id, figures.known_from, figures.value_origin, figures.sheet, figures.row_no, figures.column_no
