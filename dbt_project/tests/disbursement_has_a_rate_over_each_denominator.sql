{{ config(tags=['reference']) }}
-- The same money has a rate over the plan, the plan of the Prime Minister, what was allocated, and the plan with what was carried
-- over: each an indicator of its own.
with denominators (denominator_code) as (
    values ('FN.KH_GIAO'), ('FN.KH_TTG'), ('FN.PHANBO'), ('FN.TONG_KH')
)

select denominators.denominator_code
from denominators
left join {{ ref('dim_indicators') }} as indicators
    on
        denominators.denominator_code = indicators.denominator_code
        and indicators.numerator_code = 'FN.GN_LK'
        and indicators.admin_aggregation = 'ratio_of_sums'
group by denominators.denominator_code
having count(distinct indicators.indicator_code) <> 1
