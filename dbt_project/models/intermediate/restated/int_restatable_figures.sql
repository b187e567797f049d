{{ config(materialized='table', unlogged=true) }}
-- The figures in force of communes, districts and provinces in the slices of this build and of the provinces that share
-- territory with them, each with the parts by which it can be added up: its value, numerator and denominator, or value x
-- weight and weight. is_former_counted: of a commune of the map before, reported since by a province of today, in whose total it
-- counts.
with weights as (
    select *
    from {{ ref('fct_observations') }}
    where
        indicator_code in (
            select indicators.denominator_code from {{ ref('stg_indicators') }} as indicators
            where indicators.admin_aggregation = 'weighted_mean'
        )
        and {{ in_slices('province_unit_code', 'period_code', 'family') }}
),

figures as not materialized (
    select
        observations.*,
        {{ is_of_former_unit('observations') }} and {{ no_successor_reports('observations') }} as is_former_counted,
        indicators.admin_aggregation,
        indicators.denominator_code,
        indicators.denominator_breakdown_code,
        indicators.denominator_value_kind
    from {{ ref('fct_observations') }} as observations
    inner join {{ ref('stg_indicators') }} as indicators on observations.indicator_code = indicators.indicator_code
    where
        {{ level_no('observations.admin_unit_code') }} = 4
        and {{ in_slices('observations.province_unit_code', 'observations.period_code', 'family') }}
)

select
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    value_kind,
    province_unit_code,
    left(admin_unit_code, 2) as geography,
    'commune' as admin_unit_level,
    observation_value as figure_value,
    case admin_aggregation when 'sum' then observation_value else numerator_value end as numerator_value,
    denominator_value,
    observation_status,
    measure_unit_code,
    as_of_date,
    submission_origin,
    is_former_counted
from figures
where admin_aggregation is distinct from 'weighted_mean'
union all
-- Apart from the others: few figures have a weight, and all of them would be looked up one by one.
select
    figures.indicator_code,
    figures.breakdown_code,
    figures.admin_unit_code,
    figures.period_code,
    figures.value_kind,
    figures.province_unit_code,
    left(figures.admin_unit_code, 2) as geography,
    'commune' as admin_unit_level,
    figures.observation_value as figure_value,
    figures.observation_value * weights.observation_value as numerator_value,
    weights.observation_value as denominator_value,
    figures.observation_status,
    figures.measure_unit_code,
    figures.as_of_date,
    figures.submission_origin,
    figures.is_former_counted
from figures
left join weights
    on
        figures.denominator_code = weights.indicator_code
        and figures.admin_unit_code = weights.admin_unit_code
        and figures.period_code = weights.period_code
        and weights.breakdown_code = coalesce(figures.denominator_breakdown_code, figures.breakdown_code)
        and weights.value_kind = coalesce(figures.denominator_value_kind, figures.value_kind)
where figures.admin_aggregation = 'weighted_mean'
union all
select
    rollups.indicator_code,
    rollups.breakdown_code,
    rollups.admin_unit_code,
    rollups.period_code,
    rollups.value_kind,
    rollups.province_unit_code,
    left(rollups.admin_unit_code, 2) as geography,
    rollups.admin_unit_level,
    rollups.rollup_value as figure_value,
    case when indicators.admin_aggregation = 'sum' then rollups.rollup_value else rollups.numerator_value end
        as numerator_value,
    rollups.denominator_value,
    rollups.observation_status,
    rollups.measure_unit_code,
    rollups.as_of_date,
    rollups.submission_origin,
    false as is_former_counted
from {{ ref('fct_rollups') }} as rollups
inner join {{ ref('stg_indicators') }} as indicators on rollups.indicator_code = indicators.indicator_code
where
    rollups.admin_unit_level <> 'country'
    and {{ in_slices('rollups.province_unit_code', 'rollups.period_code', 'family') }}
