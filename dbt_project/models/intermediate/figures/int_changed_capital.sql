{{ config(materialized='table', unlogged=true) }}
-- One row per capital figure (unit, component, source, plan and origin year, period, kind) in the slices of this build.
-- is_leaf: no component below it is reported beside it, so that summing leaves counts every đồng once.
with cells as (
    select
        cells.admin_unit_code,
        cells.component_code,
        coalesce(cells.capital_source_code, '_T') as capital_source_code,
        left(submissions.period_code, 4)::integer as plan_year,
        coalesce(cells.origin_year, left(submissions.period_code, 4)::integer) as origin_year,
        cells.period_code,
        cells.value_kind,
        submissions.province_unit_code,
        cells.indicator_code,
        cells.canonical_value,
        coalesce(cells.as_of_date, submissions.as_of_date) as as_of_date,
        cells.submission_id,
        cells.sheet,
        cells.cell_ref,
        cells.row_no,
        cells.column_no,
        submissions.submission_origin,
        submissions.authority_rank,
        submissions.accepted_since,
        submissions.as_of_date as report_as_of_date,
        submissions.report_code,
        waived.cell_ref is not null as has_waiver
    from {{ ref('stg_reported_cells') }} as cells
    inner join {{ ref('int_changed_submissions') }} as submissions on cells.submission_id = submissions.submission_id
    left join {{ ref('int_waived_cells') }} as waived
        on cells.submission_id = waived.submission_id and cells.sheet = waived.sheet and cells.cell_ref = waived.cell_ref
    where
        {{ is_capital_amount('cells') }}
        and {{ in_block_in_force('cells', 'submissions') }}
        and {{ in_slice_submissions('cells.submission_id') }}
        and {{ in_slices('submissions.province_unit_code', 'cells.period_code') }}
),

by_submission as (
    select
        admin_unit_code,
        component_code,
        capital_source_code,
        plan_year,
        origin_year,
        period_code,
        value_kind,
        province_unit_code,
        {{ capital_amounts('cells') }},
        max(as_of_date) as as_of_date,
        submission_id,
        min(sheet) as sheet,
        (array_agg(cell_ref order by row_no, column_no))[1] as cell_ref,
        submission_origin,
        authority_rank,
        accepted_since,
        report_as_of_date,
        report_code,
        bool_or(has_waiver) as has_waiver
    from cells
    group by
        admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind,
        province_unit_code, submission_id, submission_origin, authority_rank, accepted_since, report_as_of_date, report_code
),

in_force as (
    select distinct on (
        admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind
    ) *
    from by_submission
    order by
        admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind,
        {{ in_force_first() }}
)

select
    figures.*,
    programmes.programme_code,
    not exists (
        select from {{ ref('int_programme_ancestors') }} as below
        inner join in_force as parts on below.component_code = parts.component_code
        where
            below.ancestor_code = figures.component_code
            and below.depth > 0
            and parts.admin_unit_code = figures.admin_unit_code
            and parts.capital_source_code = figures.capital_source_code
            and parts.plan_year = figures.plan_year
            and parts.origin_year = figures.origin_year
            and parts.period_code = figures.period_code
            and parts.value_kind = figures.value_kind
    ) as is_leaf
from in_force as figures
inner join {{ ref('int_programme_ancestors') }} as programmes
    on figures.component_code = programmes.component_code and programmes.depth = 0
