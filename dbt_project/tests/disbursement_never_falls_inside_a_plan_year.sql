{{ config(severity='warn') }}
-- What is disbursed of a line adds up from 1 January: no month of a plan year has less than the month before it. A rule of VON-01
-- tells the province; here it is seen whatever was accepted, and in whatever order it came.
with months as (
    select
        admin_unit_code,
        component_code,
        capital_source_code,
        plan_year,
        origin_year,
        period_code,
        disbursed_cumulative_amount,
        lag(disbursed_cumulative_amount) over (
            partition by admin_unit_code, component_code, capital_source_code, plan_year, origin_year
            order by period_code
        ) as amount_before
    from {{ ref('fct_capital') }}
    where
        value_kind = 'actual'
        and disbursed_cumulative_amount is not null
        and {{ in_years_of_slices('province_unit_code', 'period_code') }}
)

select *
from months
where disbursed_cumulative_amount < amount_before
