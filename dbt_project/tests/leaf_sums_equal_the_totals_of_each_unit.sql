-- What is disbursed in the totals is what the leaf rows hold, to the last đồng, whatever the tree above them says.
with leaves as (
    select
        capital.admin_unit_code,
        capital.period_code,
        capital.value_kind,
        sum(capital.disbursed_cumulative_amount) as amount
    from {{ ref('int_changed_capital') }} as capital
    inner join {{ ref('stg_capital_sources') }} as sources on capital.capital_source_code = sources.capital_source_code
    where capital.is_leaf and not sources.is_group
    group by capital.admin_unit_code, capital.period_code, capital.value_kind
)

select
    leaves.*,
    totals.amount as total_amount
from leaves
left join {{ ref('int_changed_capital_totals') }} as totals
    on
        leaves.admin_unit_code = totals.admin_unit_code
        and leaves.period_code = totals.period_code
        and leaves.value_kind = totals.value_kind
        and totals.indicator_code = 'FN.GN_LK'
where leaves.amount is distinct from totals.amount
