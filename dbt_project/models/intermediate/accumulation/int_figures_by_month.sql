{{ config(materialized='view') }}
-- One row per figure of a district, province or the country, with its place in time: the month it speaks of and the day from
-- which it is counted (1 January for year to date, the first day of the plan phase for phase to date; money estimated to the end
-- of January stands in the report of December, and is of that plan year); and since when its series compares: by one definition
-- (a breakdown that names its standard is counted by that one throughout) and on one territory.
select
    rollups.indicator_code,
    rollups.breakdown_code,
    rollups.admin_unit_code,
    rollups.period_code,
    rollups.value_kind,
    rollups.admin_unit_level,
    rollups.rollup_value as figure_value,
    rollups.value_origin,
    rollups.is_month_figure,
    rollups.as_of_date,
    rollups.measure_unit_code,
    rollups.submission_origin,
    indicators.accumulation,
    indicators.time_aggregation,
    indicators.admin_aggregation = 'sum' as is_additive,
    periods.period_type,
    periods.start_date,
    periods.end_date,
    date_trunc('month', rollups.as_of_date)::date as month_start,
    case indicators.accumulation
        when 'phase_to_date' then make_date(5 * ((extract(year from rollups.as_of_date)::integer - 1) / 5) + 1, 1, 1)
        else date_trunc('year', {{ last_day_counted('rollups', 'indicators') }})::date
    end as counted_from,
    definitions.version_no as definition_version_no,
    greatest(
        case when breakdowns.breakdown_dimension is distinct from 'standard' then definitions.comparable_from end,
        territories.valid_from
    ) as comparable_from
from {{ ref('fct_rollups') }} as rollups
inner join {{ ref('dim_indicators') }} as indicators
    on rollups.indicator_code = indicators.indicator_code and indicators.version_no = 1
inner join {{ ref('dim_periods') }} as periods on rollups.period_code = periods.period_code
left join {{ ref('dim_breakdowns') }} as breakdowns on rollups.breakdown_code = breakdowns.breakdown_code
left join {{ ref('int_definition_stretches') }} as definitions
    on
        rollups.indicator_code = definitions.indicator_code
        and rollups.as_of_date between definitions.valid_from and definitions.valid_to
left join {{ ref('dim_territories') }} as territories
    on
        rollups.admin_unit_code = territories.admin_unit_code
        and rollups.as_of_date between territories.valid_from and coalesce(territories.valid_to, date '9999-12-31')
