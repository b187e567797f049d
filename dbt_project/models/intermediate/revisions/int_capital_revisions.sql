{{ config(materialized='table', unlogged=true) }}
-- One row per capital figure (unit, component, source, origin year, period, kind) of each submission and stretch of time in
-- which it was in force, in the slices of this build. Empty words of the key are written out: rows are found by equality.
select
    submissions.submission_id,
    submissions.known_from,
    cells.admin_unit_code,
    cells.component_code,
    coalesce(cells.capital_source_code, '_T') as capital_source_code,
    left(submissions.period_code, 4)::integer as plan_year,
    coalesce(cells.origin_year, left(submissions.period_code, 4)::integer) as origin_year,
    cells.period_code,
    cells.value_kind,
    {{ capital_amounts('cells') }},
    max(coalesce(cells.as_of_date, submissions.as_of_date)) as as_of_date,
    min(cells.sheet) as sheet,
    (array_agg(cells.cell_ref order by cells.row_no, cells.column_no))[1] as cell_ref
from {{ ref('stg_reported_cells') }} as cells
inner join {{ ref('int_accepted_submissions') }} as submissions on cells.submission_id = submissions.submission_id
where
    {{ is_capital_amount('cells') }}
    and {{ in_block_in_force('cells', 'submissions') }}
    and {{ in_slice_submissions('cells.submission_id') }}
    and {{ in_slices('submissions.province_unit_code', 'cells.period_code') }}
group by
    submissions.submission_id, submissions.known_from, cells.admin_unit_code, cells.component_code,
    coalesce(cells.capital_source_code, '_T'), left(submissions.period_code, 4)::integer,
    coalesce(cells.origin_year, left(submissions.period_code, 4)::integer), cells.period_code, cells.value_kind
