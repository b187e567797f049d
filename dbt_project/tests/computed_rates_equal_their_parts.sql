-- 100 x numerator / denominator (or numerator / denominator for means) within one millionth: the scale at which rates are stored.
select observations.*
from {{ ref('int_changed_observations') }} as observations
inner join {{ ref('stg_indicators') }} as indicators on observations.indicator_code = indicators.indicator_code
where
    observations.numerator_value is not null
    and abs(
        observations.observation_value
        - indicators.ratio_factor * observations.numerator_value / observations.denominator_value
    ) > 0.000001
