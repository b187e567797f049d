{{ config(materialized='ephemeral') }}
-- One row per figure of a submission and stretch of time in which it was in force, in the slices of this build: also what was
-- superseded since, and what stands behind a form of lower authority rank.
with figures as (
    select
        cells.submission_id,
        cells.indicator_code,
        cells.breakdown_code,
        cells.admin_unit_code,
        cells.period_code,
        cells.value_kind,
        cells.canonical_value as figure_value,
        cells.canonical_value as reported_value,
        'reported' as value_origin,
        cells.value_qualifier,
        cells.as_of_date,
        cells.block_code,
        cells.sheet,
        cells.cell_ref,
        cells.row_no,
        cells.column_no
    from {{ ref('stg_reported_cells') }} as cells
    where
        (
            cells.cell_role in ('value', 'row_label')
            or (
                cells.row_role = 'total'
                and cells.submission_id in (select capital.submission_id from {{ ref('int_capital_total_revisions') }} as capital)
            )
        )
        and cells.component_code is null
        and cells.admin_unit_code is not null
        and {{ in_slice_submissions('cells.submission_id') }}
    union all
    select
        totals.submission_id,
        totals.indicator_code,
        '_T' as breakdown_code,
        totals.admin_unit_code,
        totals.period_code,
        totals.value_kind,
        totals.amount as figure_value,
        null as reported_value,
        'computed' as value_origin,
        null as value_qualifier,
        totals.as_of_date,
        null as block_code,
        null as sheet,
        null as cell_ref,
        0 as row_no,
        0 as column_no
    from {{ ref('int_capital_total_revisions') }} as totals
)

select distinct on (
    figures.indicator_code, figures.breakdown_code, figures.admin_unit_code, figures.period_code, figures.value_kind,
    figures.submission_id, accepted.known_from
)
    figures.indicator_code,
    figures.breakdown_code,
    figures.admin_unit_code,
    figures.period_code,
    figures.value_kind,
    figures.submission_id,
    figures.figure_value,
    -- beside a computed total stands what the workbook itself states as its total
    coalesce(figures.reported_value, max(figures.reported_value) over figure) as reported_value,
    figures.value_origin,
    figures.value_qualifier,
    coalesce(figures.as_of_date, accepted.as_of_date) as as_of_date,
    coalesce(figures.sheet, max(figures.sheet) over figure) as sheet,
    coalesce(figures.cell_ref, max(figures.cell_ref) over figure) as cell_ref,
    accepted.province_unit_code,
    accepted.known_from,
    accepted.known_to,
    accepted.accepted_since,
    accepted.form_code,
    accepted.authority_rank,
    accepted.vintage,
    accepted.submission_origin
from figures
inner join {{ ref('int_accepted_submissions') }} as accepted
    on
        figures.submission_id = accepted.submission_id
        and {{ in_block_in_force('figures', 'accepted') }}
where {{ in_slices('accepted.province_unit_code', 'figures.period_code') }}
window
    figure as (
        partition by
            figures.indicator_code, figures.breakdown_code, figures.admin_unit_code, figures.period_code, figures.value_kind,
            figures.submission_id, accepted.known_from
    )
order by
    figures.indicator_code, figures.breakdown_code, figures.admin_unit_code, figures.period_code, figures.value_kind,
    figures.submission_id, accepted.known_from, figures.value_origin, figures.sheet, figures.row_no, figures.column_no
