{{ config(materialized='ephemeral') }}
-- What districts, provinces and the country stated themselves, in the slices of this build, with the parts by which it can
-- be added up further: the value, numerator and denominator, or value x weight and weight.
select
    observations.indicator_code,
    observations.breakdown_code,
    observations.admin_unit_code,
    observations.period_code,
    observations.value_kind,
    observations.province_unit_code,
    observations.observation_value,
    observations.reported_value,
    observations.value_origin,
    observations.observation_status,
    observations.as_of_date,
    observations.authority_rank,
    observations.submission_id,
    observations.submission_origin,
    indicators.accumulation,
    case indicators.admin_aggregation
        when 'sum' then observations.observation_value
        when 'weighted_mean' then observations.observation_value * weights.observation_value
        else observations.numerator_value
    end as numerator_value,
    case indicators.admin_aggregation
        when 'weighted_mean' then weights.observation_value
        else observations.denominator_value
    end as denominator_value
from {{ ref('fct_observations') }} as observations
inner join {{ ref('stg_indicators') }} as indicators on observations.indicator_code = indicators.indicator_code
left join {{ ref('fct_observations') }} as weights
    on
        indicators.admin_aggregation = 'weighted_mean'
        and indicators.denominator_code = weights.indicator_code
        and observations.admin_unit_code = weights.admin_unit_code
        and observations.period_code = weights.period_code
        and weights.breakdown_code = coalesce(indicators.denominator_breakdown_code, observations.breakdown_code)
        and weights.value_kind = coalesce(indicators.denominator_value_kind, observations.value_kind)
        and {{ in_slices('weights.province_unit_code', 'weights.period_code', 'closing') }}
where
    {{ level_no('observations.admin_unit_code') }} < 4
    and {{ in_slices('observations.province_unit_code', 'observations.period_code', 'closing') }}
