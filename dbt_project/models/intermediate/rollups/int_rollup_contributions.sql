{{ config(materialized='ephemeral') }}
-- One row per figure that a unit gives to the totals above it, in the slices of this build and those that close with them:
-- its value, or numerator and denominator of the same unit for ratios, or value x weight and weight for weighted means.
with observations as (
    select * from {{ ref('int_closing_observations') }}
)

select
    observations.indicator_code,
    observations.breakdown_code,
    observations.admin_unit_code,
    observations.period_code,
    observations.value_kind,
    observations.province_unit_code,
    observations.observation_value as numerator_value,
    null::numeric as denominator_value,
    observations.observation_status = 'provisional' as is_estimated,
    observations.as_of_date,
    observations.authority_rank,
    observations.submission_origin
from observations
inner join {{ ref('stg_indicators') }} as indicators on observations.indicator_code = indicators.indicator_code
where indicators.admin_aggregation = 'sum'
union all
select
    indicators.indicator_code,
    uppers.breakdown_code,
    uppers.admin_unit_code,
    uppers.period_code,
    uppers.value_kind,
    uppers.province_unit_code,
    case indicators.admin_aggregation
        when 'weighted_mean' then uppers.observation_value * lowers.observation_value
        else uppers.observation_value
    end as numerator_value,
    lowers.observation_value as denominator_value,
    'provisional' in (uppers.observation_status, lowers.observation_status) as is_estimated,
    uppers.as_of_date,
    greatest(uppers.authority_rank, lowers.authority_rank) as authority_rank,
    case
        when uppers.submission_origin = lowers.submission_origin then uppers.submission_origin
        else 'mixed'
    end as submission_origin
from {{ ref('stg_indicators') }} as indicators
inner join observations as uppers
    on
        case indicators.admin_aggregation
            when 'weighted_mean' then indicators.indicator_code
            else indicators.numerator_code
        end = uppers.indicator_code
        and uppers.breakdown_code = coalesce(indicators.numerator_breakdown_code, uppers.breakdown_code)
        and uppers.value_kind = coalesce(indicators.numerator_value_kind, uppers.value_kind)
inner join observations as lowers
    on
        indicators.denominator_code = lowers.indicator_code
        and uppers.admin_unit_code = lowers.admin_unit_code
        and uppers.period_code = lowers.period_code
        and lowers.breakdown_code = coalesce(indicators.denominator_breakdown_code, uppers.breakdown_code)
        and lowers.value_kind = coalesce(indicators.denominator_value_kind, uppers.value_kind)
where indicators.admin_aggregation in ('ratio_of_sums', 'weighted_mean')
