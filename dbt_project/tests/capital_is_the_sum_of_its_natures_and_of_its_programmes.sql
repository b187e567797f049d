-- What is assigned and disbursed in all is, to the last đồng, the sum over the natures of capital and that over the programmes.
with leaves as (
    select
        capital.admin_unit_code,
        capital.period_code,
        capital.value_kind,
        measures.indicator_code,
        sum(measures.amount) filter (where sources.nature_code <> '_T') as natures_amount,
        sum(measures.amount) filter (where programmes.programme_level = 'programme') as programmes_amount
    from {{ ref('int_changed_capital') }} as capital
    cross join
        lateral (
            values ('FN.KH_GIAO', capital.planned_amount), ('FN.GN_LK', capital.disbursed_cumulative_amount)
        ) as measures (indicator_code, amount)
    left join {{ ref('stg_capital_sources') }} as sources on capital.capital_source_code = sources.capital_source_code
    left join {{ ref('stg_programmes') }} as programmes on capital.programme_code = programmes.component_code
    where capital.is_leaf and not coalesce(sources.is_group, false)
    group by capital.admin_unit_code, capital.period_code, capital.value_kind, measures.indicator_code
)

select
    leaves.*,
    totals.amount
from {{ ref('int_changed_capital_totals') }} as totals
inner join leaves
    on
        totals.indicator_code = leaves.indicator_code
        and totals.admin_unit_code = leaves.admin_unit_code
        and totals.period_code = leaves.period_code
        and totals.value_kind = leaves.value_kind
where (leaves.natures_amount, leaves.programmes_amount) is distinct from (totals.amount, totals.amount)
