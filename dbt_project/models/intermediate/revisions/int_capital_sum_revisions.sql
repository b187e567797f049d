{{ config(materialized='ephemeral') }}
-- One row per measure of capital, unit, period, kind and submission that was ever accepted: the sum over its leaf components,
-- sources that are no group, and origin years.
with cells as (
    select distinct on (
        submission_id, indicator_code, admin_unit_code, component_code, capital_source_code, origin_year, period_code, value_kind
    )
        cells.*,
        coalesce(sources.is_group, false) as is_group
    from {{ ref('stg_reported_cells') }} as cells
    left join {{ ref('stg_capital_sources') }} as sources on cells.capital_source_code = sources.capital_source_code
    where
        cells.cell_role = 'value'
        and cells.component_code is not null
        and cells.indicator_code in ('FN.KH_GIAO', 'FN.PHANBO', 'FN.KEODAI', 'FN.GN_LK', 'FN.GN_KD', 'FN.HUY')
        and {{ in_slice_submissions('cells.submission_id') }}
    order by
        submission_id, indicator_code, admin_unit_code, component_code, capital_source_code, origin_year, period_code, value_kind,
        canonical_value desc
),

rows_of_components as (
    select distinct
        submission_id,
        admin_unit_code,
        component_code,
        coalesce(capital_source_code, '_T') as capital_source_code,
        origin_year,
        period_code,
        value_kind
    from cells
),

leaves as (
    select figures.*
    from rows_of_components as figures
    where not exists (
            select from {{ ref('int_programme_ancestors') }} as below
            inner join rows_of_components as parts on below.component_code = parts.component_code
            where
                below.ancestor_code = figures.component_code
                and below.depth > 0
                and parts.submission_id = figures.submission_id
                and parts.admin_unit_code = figures.admin_unit_code
                and parts.capital_source_code = figures.capital_source_code
                and parts.origin_year is not distinct from figures.origin_year
                and parts.period_code = figures.period_code
                and parts.value_kind = figures.value_kind
        )
)

select
    cells.submission_id,
    cells.indicator_code,
    cells.admin_unit_code,
    cells.period_code,
    cells.value_kind,
    sum(cells.canonical_value) as amount,
    max(cells.as_of_date) as as_of_date
from cells
inner join leaves
    on
        cells.submission_id = leaves.submission_id
        and cells.admin_unit_code = leaves.admin_unit_code
        and cells.component_code = leaves.component_code
        and coalesce(cells.capital_source_code, '_T') = leaves.capital_source_code
        and cells.origin_year is not distinct from leaves.origin_year
        and cells.period_code = leaves.period_code
        and cells.value_kind = leaves.value_kind
where not cells.is_group
group by cells.submission_id, cells.indicator_code, cells.admin_unit_code, cells.period_code, cells.value_kind
