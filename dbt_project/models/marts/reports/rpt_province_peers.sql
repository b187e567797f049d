-- Grain: indicator, breakdown, province, month of the as-of day (and period, for flows): the province beside those of its region
-- and beside the country, in the direction that counts as better. Rank 1 is the best; without a direction there is none.
with provinces as (
    select
        rollups.indicator_code,
        rollups.breakdown_code,
        rollups.admin_unit_code,
        to_char(rollups.as_of_date, 'YYYY-MM') as as_of_month,
        rollups.period_code,
        rollups.rollup_value,
        rollups.measure_unit_code,
        rollups.submission_origin,
        indicators.direction,
        indicators.name_vi as indicator_name_vi,
        indicators.name_en as indicator_name_en,
        case when indicators.accumulation = 'in_period' then rollups.period_code else '' end as flow_period,
        units.geography,
        units.region_code,
        units.full_name_vi,
        units.name_en,
        units.sort_key,
        case indicators.direction when 'up' then -rollups.rollup_value when 'down' then rollups.rollup_value end as order_value
    from {{ ref('fct_rollups') }} as rollups
    inner join {{ ref('dim_indicators') }} as indicators
        on rollups.indicator_code = indicators.indicator_code and indicators.version_no = 1
    inner join {{ ref('dim_admin_units') }} as units
        on
            rollups.admin_unit_code = units.admin_unit_code
            and rollups.as_of_date between units.valid_from and coalesce(units.valid_to, date '9999-12-31')
    where rollups.is_month_figure and rollups.admin_unit_level = 'province' and rollups.value_kind = 'actual'
),

regions as (
    select
        indicator_code,
        breakdown_code,
        as_of_month,
        flow_period,
        region_code,
        count(*)::integer as n_peers,
        min(rollup_value) as lowest,
        max(rollup_value) as highest,
        percentile_cont(0.5) within group (order by rollup_value)::numeric as median
    from provinces
    group by indicator_code, breakdown_code, as_of_month, flow_period, region_code
)

select
    provinces.indicator_code,
    provinces.breakdown_code,
    provinces.admin_unit_code,
    provinces.as_of_month,
    provinces.period_code,
    provinces.indicator_name_vi,
    provinces.indicator_name_en,
    provinces.full_name_vi as admin_unit_name_vi,
    provinces.name_en as admin_unit_name_en,
    provinces.sort_key,
    provinces.geography,
    provinces.region_code,
    provinces.direction,
    provinces.rollup_value as figure_value,
    provinces.measure_unit_code,
    regions.n_peers,
    regions.lowest::numeric(38, 6) as peer_lowest,
    regions.median::numeric(38, 6) as peer_median,
    regions.highest::numeric(38, 6) as peer_highest,
    case when provinces.order_value is not null then rank() over peers end::integer as peer_rank,
    case when provinces.order_value is not null then rank() over everyone end::integer as country_rank,
    provinces.submission_origin
from provinces
inner join regions
    on
        provinces.indicator_code = regions.indicator_code
        and provinces.breakdown_code = regions.breakdown_code
        and provinces.as_of_month = regions.as_of_month
        and provinces.flow_period = regions.flow_period
        and provinces.region_code is not distinct from regions.region_code
window
    peers as (
        partition by
            provinces.indicator_code, provinces.breakdown_code, provinces.as_of_month, provinces.flow_period,
            provinces.region_code
        order by provinces.order_value
    ),
    everyone as (
        partition by
            provinces.indicator_code, provinces.breakdown_code, provinces.as_of_month, provinces.flow_period,
            provinces.geography
        order by provinces.order_value
    )
