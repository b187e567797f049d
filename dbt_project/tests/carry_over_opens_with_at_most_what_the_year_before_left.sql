{{ config(severity='warn') }}
-- Of a line and origin year not more is carried over into a plan year than the last month of the year before left: assigned and
-- carried over, less disbursed, less cancelled; one million đồng is rounding.
with months as (
    select *
    from {{ ref('fct_capital') }}
    where value_kind = 'actual' and {{ in_years_of_slices('province_unit_code', 'period_code', back=1) }}
),

closing as (
    select distinct on (admin_unit_code, component_code, capital_source_code, origin_year, plan_year)
        admin_unit_code,
        component_code,
        capital_source_code,
        origin_year,
        plan_year,
        period_code,
        coalesce(planned_amount, 0) + coalesce(carried_over_amount, 0)
        - coalesce(disbursed_cumulative_amount, 0) - coalesce(cancelled_amount, 0) as amount_left
    from months
    order by admin_unit_code, component_code, capital_source_code, origin_year, plan_year, period_code desc
)

select
    months.admin_unit_code,
    months.component_code,
    months.capital_source_code,
    months.origin_year,
    months.period_code,
    months.carried_over_amount,
    closing.period_code as closing_period_code,
    closing.amount_left
from months
inner join closing
    on
        months.admin_unit_code = closing.admin_unit_code
        and months.component_code = closing.component_code
        and months.capital_source_code = closing.capital_source_code
        and months.origin_year = closing.origin_year
        and months.plan_year = closing.plan_year + 1
where months.carried_over_amount > greatest(closing.amount_left, 0) + 1000000
