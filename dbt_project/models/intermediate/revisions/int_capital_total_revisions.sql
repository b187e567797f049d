{{ config(materialized='table', unlogged=true) }}
-- One row per FN.* figure of a unit, submission and stretch of time in which it was in force: the sum over leaf components,
-- sources that are no group, and origin years, as int_changed_capital_totals works it out for what is in force now. What the
-- workbook itself states as its total stands beside it.
with groups_of_components as (
    select distinct
        above.ancestor_code as component_code,
        parts.submission_id,
        parts.known_from,
        parts.admin_unit_code,
        parts.capital_source_code,
        parts.origin_year,
        parts.period_code,
        parts.value_kind
    from {{ ref('int_capital_revisions') }} as parts
    inner join {{ ref('int_programme_ancestors') }} as above on parts.component_code = above.component_code
    where above.depth > 0
),

sums as (
    select
        capital.submission_id,
        capital.known_from,
        capital.admin_unit_code,
        capital.period_code,
        capital.value_kind,
        {{ sums_of_capital('capital') }}
    from {{ ref('int_capital_revisions') }} as capital
    inner join {{ ref('int_programme_ancestors') }} as programmes
        on capital.component_code = programmes.component_code and programmes.depth = 0
    left join groups_of_components as parents
        on
            capital.component_code = parents.component_code
            and capital.submission_id = parents.submission_id
            and capital.known_from = parents.known_from
            and capital.admin_unit_code = parents.admin_unit_code
            and capital.capital_source_code = parents.capital_source_code
            and capital.origin_year = parents.origin_year
            and capital.period_code = parents.period_code
            and capital.value_kind = parents.value_kind
    left join {{ ref('stg_capital_sources') }} as sources on capital.capital_source_code = sources.capital_source_code
    where parents.submission_id is null and not coalesce(sources.is_group, false)
    group by capital.submission_id, capital.known_from, capital.admin_unit_code, capital.period_code, capital.value_kind
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
    totals.submission_id,
    totals.known_from,
    totals.indicator_code,
    totals.admin_unit_code,
    totals.period_code,
    totals.value_kind,
    totals.amount,
    stated.canonical_value as stated_amount,
    totals.as_of_date,
    stated.sheet,
    stated.cell_ref
from totals
left join stated
    on
        totals.submission_id = stated.submission_id
        and totals.indicator_code = stated.indicator_code
        and totals.admin_unit_code = stated.admin_unit_code
        and totals.period_code = stated.period_code
        and totals.value_kind = stated.value_kind
