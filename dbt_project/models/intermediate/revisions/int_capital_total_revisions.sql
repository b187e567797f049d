{{ config(materialized='ephemeral') }}
-- One row per FN.* figure of a unit and submission that was ever accepted, with those that follow from two sums, as
-- int_changed_capital_totals works them out for what is in force now.
with sums as (
    select * from {{ ref('int_capital_sum_revisions') }}
)

select * from sums
union all
select
    plans.submission_id,
    derived.indicator_code,
    plans.admin_unit_code,
    plans.period_code,
    plans.value_kind,
    derived.amount,
    plans.as_of_date
from sums as plans
left join sums as allocations
    on
        plans.submission_id = allocations.submission_id
        and plans.admin_unit_code = allocations.admin_unit_code
        and plans.period_code = allocations.period_code
        and plans.value_kind = allocations.value_kind
        and allocations.indicator_code = 'FN.PHANBO'
left join sums as carried
    on
        plans.submission_id = carried.submission_id
        and plans.admin_unit_code = carried.admin_unit_code
        and plans.period_code = carried.period_code
        and plans.value_kind = carried.value_kind
        and carried.indicator_code = 'FN.KEODAI'
cross join
    lateral (
        values
        ('FN.CHUA_PB', plans.amount - allocations.amount),
        ('FN.TONG_KH', plans.amount + coalesce(carried.amount, 0))
    ) as derived (indicator_code, amount)
where plans.indicator_code = 'FN.KH_GIAO' and derived.amount is not null
