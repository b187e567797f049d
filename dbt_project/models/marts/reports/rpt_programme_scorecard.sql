-- Grain: programme, indicator, breakdown, province or country, month of the as-of day (and period, for flows), kind.
-- The figure in force, the computed beside the reported one, how many units stand behind it, and since when the series has been
-- counted by one definition on one territory: is_break says that another one began inside the period, after the one before it.
-- A breakdown that names its standard (CHUAN_2126) is counted by that one throughout.
with indicators as (
    select
        *,
        max(valid_from) filter (where is_break) over (partition by indicator_code order by valid_from) as comparable_from
    from {{ ref('dim_indicators') }}
)

select
    case
        when rollups.as_of_date >= indicators.merged_from then indicators.merged_programme_code
        else coalesce(indicators.programme_code, '_T')
    end as programme_code,
    coalesce(programmes.name_vi, 'Các chương trình') as programme_name_vi,
    coalesce(programmes.name_en, 'All programmes') as programme_name_en,
    rollups.indicator_code,
    indicators.name_vi as indicator_name_vi,
    indicators.name_en as indicator_name_en,
    indicators.theme,
    indicators.tier,
    indicators.direction,
    rollups.breakdown_code,
    breakdowns.name_vi as breakdown_name_vi,
    breakdowns.name_en as breakdown_name_en,
    rollups.admin_unit_code,
    units.admin_unit_level,
    units.geography,
    units.region_code,
    units.full_name_vi as admin_unit_name_vi,
    units.name_en as admin_unit_name_en,
    units.sort_key,
    to_char(rollups.as_of_date, 'YYYY-MM') as as_of_month,
    rollups.period_code,
    rollups.as_of_date,
    rollups.value_kind,
    rollups.rollup_value as figure_value,
    rollups.value_origin,
    rollups.computed_value,
    rollups.numerator_value,
    rollups.denominator_value,
    rollups.reported_value,
    rollups.difference,
    rollups.measure_unit_code,
    measure_units.name_vi as measure_unit_name_vi,
    rollups.units_expected,
    rollups.units_reported,
    rollups.units_estimated,
    (100.0 * rollups.units_reported / nullif(rollups.units_expected, 0))::numeric(7, 4) as coverage_percent,
    rollups.observation_status,
    rollups.submission_origin,
    indicators.version_no as definition_version_no,
    series.comparable_from,
    coalesce(series.comparable_from >= periods.start_date, false) as is_break
from {{ ref('fct_rollups') }} as rollups
inner join indicators
    on
        rollups.indicator_code = indicators.indicator_code
        and rollups.as_of_date between indicators.valid_from and coalesce(indicators.valid_to, date '9999-12-31')
inner join {{ ref('dim_periods') }} as periods on rollups.period_code = periods.period_code
inner join {{ ref('dim_admin_units') }} as units
    on
        rollups.admin_unit_code = units.admin_unit_code
        and rollups.as_of_date between units.valid_from and coalesce(units.valid_to, date '9999-12-31')
left join {{ ref('dim_programmes') }} as programmes
    on
        programmes.component_code = case
            when rollups.as_of_date >= indicators.merged_from then indicators.merged_programme_code
            else indicators.programme_code
        end
left join {{ ref('dim_breakdowns') }} as breakdowns on rollups.breakdown_code = breakdowns.breakdown_code
left join {{ ref('dim_territories') }} as territories
    on
        rollups.admin_unit_code = territories.admin_unit_code
        and rollups.as_of_date between territories.valid_from and coalesce(territories.valid_to, date '9999-12-31')
cross join
    lateral (
        select
            greatest(
                case when breakdowns.breakdown_dimension <> 'standard' then indicators.comparable_from end,
                territories.valid_from
            ) as comparable_from
    ) as series
left join {{ ref('dim_measure_units') }} as measure_units on rollups.measure_unit_code = measure_units.measure_unit_code
where rollups.is_month_figure and rollups.admin_unit_level in ('province', 'country')
