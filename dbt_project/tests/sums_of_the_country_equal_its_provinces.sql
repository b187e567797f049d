-- A count of the country is the sum of what is in force in its provinces, to the last digit.
select
    country.indicator_code,
    country.breakdown_code,
    country.period_code,
    country.value_kind,
    country.computed_value,
    sum(provinces.rollup_value) as provinces_value
from {{ ref('int_country_rollups') }} as country
inner join {{ ref('stg_indicators') }} as indicators
    on country.indicator_code = indicators.indicator_code and indicators.admin_aggregation = 'sum'
left join {{ ref('int_counted_provinces') }} as provinces
    on
        country.indicator_code = provinces.indicator_code
        and country.breakdown_code = provinces.breakdown_code
        and country.period_code = provinces.period_code
        and country.value_kind = provinces.value_kind
where country.computed_value is not null
group by
    country.indicator_code, country.breakdown_code, country.period_code, country.value_kind, country.computed_value
having country.computed_value is distinct from sum(provinces.rollup_value)
