{{ config(materialized='table', unlogged=true) }}
-- One row per FN.* figure of a unit in the slices of this build: the sum over leaf components, sources that are no group,
-- and origin years. What the workbook itself states as its total stands beside it.
with sums as (
    select
        capital.admin_unit_code,
        capital.period_code,
        capital.value_kind,
        capital.province_unit_code,
        {{ sums_of_capital('capital') }},
        max(capital.submission_id) as submission_id,
        max(capital.submission_origin) as submission_origin,
        max(capital.authority_rank) as authority_rank,
        max(capital.accepted_since) as accepted_since,
        max(capital.report_as_of_date) as report_as_of_date,
        max(capital.report_code) as report_code,
        bool_or(capital.has_waiver) as has_waiver
    from {{ ref('int_changed_capital') }} as capital
    left join {{ ref('stg_capital_sources') }} as sources on capital.capital_source_code = sources.capital_source_code
    where capital.is_leaf and not coalesce(sources.is_group, false)
    group by capital.admin_unit_code, capital.period_code, capital.value_kind, capital.province_unit_code
),

totals as (
    select
        measures.indicator_code,
        sums.*,
        measures.amount
    from sums
    cross join lateral (values {{ capital_measures('sums') }}) as measures (indicator_code, amount)
    where measures.amount is not null
),

stated as (
    {{ stated_capital_totals('sums') }}
)

select
    totals.indicator_code,
    totals.admin_unit_code,
    totals.period_code,
    totals.value_kind,
    totals.province_unit_code,
    totals.amount,
    stated.canonical_value as stated_amount,
    totals.as_of_date,
    totals.submission_id,
    stated.sheet,
    stated.cell_ref,
    totals.submission_origin,
    totals.authority_rank,
    totals.accepted_since,
    totals.report_as_of_date,
    totals.report_code,
    totals.has_waiver
from totals
left join stated
    on
        totals.submission_id = stated.submission_id
        and totals.indicator_code = stated.indicator_code
        and totals.admin_unit_code = stated.admin_unit_code
        and totals.period_code = stated.period_code
        and totals.value_kind = stated.value_kind
