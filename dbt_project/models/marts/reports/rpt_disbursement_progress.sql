-- Grain: unit that reported, programme, nature of the capital, period and kind: plan, disbursement, and the rate over each of the
-- denominators in use. Sums leaf components over all origin years; đồng.
with amounts as (
    select
        capital.programme_code,
        capital.admin_unit_code,
        sources.nature_code,
        capital.plan_year,
        capital.period_code,
        capital.value_kind,
        max(capital.as_of_date) as as_of_date,
        sum(capital.planned_amount) as planned_amount,
        sum(capital.allocated_amount) as allocated_amount,
        sum(capital.carried_over_amount) as carried_over_amount,
        sum(capital.disbursed_cumulative_amount) as disbursed_cumulative_amount,
        sum(capital.disbursed_carried_over_amount) as disbursed_carried_over_amount,
        sum(capital.cancelled_amount) as cancelled_amount,
        case
            when min(capital.submission_origin) = max(capital.submission_origin) then max(capital.submission_origin)
            else 'mixed'
        end as submission_origin
    from {{ ref('fct_capital') }} as capital
    inner join {{ ref('dim_capital_sources') }} as sources on capital.capital_source_code = sources.capital_source_code
    where capital.is_leaf and not sources.is_group
    group by
        capital.programme_code, capital.admin_unit_code, sources.nature_code, capital.plan_year, capital.period_code,
        capital.value_kind
)

select
    amounts.programme_code,
    programmes.short_vi as programme_name_vi,
    programmes.name_en as programme_name_en,
    amounts.admin_unit_code,
    units.full_name_vi as admin_unit_name_vi,
    units.name_en as admin_unit_name_en,
    units.region_code,
    units.sort_key,
    amounts.nature_code,
    amounts.plan_year,
    amounts.period_code,
    amounts.value_kind,
    amounts.as_of_date,
    amounts.planned_amount,
    amounts.allocated_amount,
    amounts.carried_over_amount,
    (amounts.planned_amount + coalesce(amounts.carried_over_amount, 0))::numeric(38, 2) as usable_amount,
    amounts.disbursed_cumulative_amount,
    amounts.disbursed_carried_over_amount,
    amounts.cancelled_amount,
    (100 * amounts.disbursed_cumulative_amount / nullif(amounts.planned_amount, 0))::numeric(38, 6) as rate_over_plan,
    (100 * amounts.disbursed_cumulative_amount / nullif(amounts.allocated_amount, 0))::numeric(38, 6) as rate_over_allocated,
    (
        100 * amounts.disbursed_cumulative_amount
        / nullif(amounts.planned_amount + coalesce(amounts.carried_over_amount, 0), 0)
    )::numeric(38, 6) as rate_over_usable,
    amounts.submission_origin
from amounts
inner join {{ ref('dim_admin_units') }} as units
    on
        amounts.admin_unit_code = units.admin_unit_code
        and amounts.as_of_date between units.valid_from and coalesce(units.valid_to, date '9999-12-31')
left join {{ ref('dim_programmes') }} as programmes on amounts.programme_code = programmes.component_code
