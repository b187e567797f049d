{{ config(materialized='view') }}
-- What follows from levels and running totals, for each month, quarter, half and year that ends in their month: the same level
-- there; what happened inside the period, as the difference of two running totals; and the year to date out of the phase to
-- date. A total that is not there is a gap and is named; one that falls is said to fall; two totals with a break of the series
-- between them are not subtracted.
with ends as (
    select
        figures.*,
        periods.period_code as target_period_code,
        periods.start_date as target_start_date,
        wanted.accumulation as target_accumulation,
        case wanted.accumulation when 'in_period' then periods.start_date else wanted.first_day end as first_day
    from {{ ref('int_figures_by_month') }} as figures
    inner join {{ ref('dim_periods') }} as periods
        on
            periods.period_type in ('month', 'quarter', 'half', 'year')
            and figures.month_start = date_trunc('month', periods.end_date)::date
    cross join
        lateral (
            values
            (true, figures.accumulation, figures.counted_from),
            (false, 'in_period', null),
            (false, 'year_to_date', date_trunc('year', figures.as_of_date)::date)
        ) as wanted (is_own, accumulation, first_day)
    where
        figures.is_month_figure
        and (
            (
                wanted.is_own
                and figures.accumulation <> 'in_period'
                and figures.time_aggregation = 'last'
                and periods.period_code <> figures.period_code
            )
            or (
                not wanted.is_own
                and figures.is_additive
                and (
                    figures.accumulation = 'phase_to_date'
                    or (figures.accumulation = 'year_to_date' and wanted.accumulation = 'in_period')
                )
            )
        )
)

select
    ends.indicator_code,
    ends.breakdown_code,
    ends.admin_unit_code,
    ends.target_period_code as period_code,
    ends.value_kind,
    ends.admin_unit_level,
    ends.target_accumulation as accumulation,
    case
        when ends.target_accumulation = ends.accumulation or ends.first_day = ends.counted_from then ends.figure_value
        when ends.comparable_from > earlier.as_of_date then null
        else ends.figure_value - earlier.figure_value
    end::numeric(38, 6) as accumulated_value,
    case
        when ends.target_accumulation = ends.accumulation or ends.first_day = ends.counted_from then null
        when earlier.figure_value is null then 'gap'
        when ends.comparable_from > earlier.as_of_date then 'break'
        when ends.figure_value < earlier.figure_value then 'falling'
    end as finding,
    case
        when
            ends.target_accumulation <> ends.accumulation
            and ends.first_day <> ends.counted_from
            and earlier.figure_value is null
            then to_char(ends.first_day - 1, 'YYYY-MM')
    end as missing_periods,
    ends.as_of_date,
    ends.measure_unit_code,
    ends.submission_origin,
    ends.target_start_date as start_date,
    ends.definition_version_no,
    ends.comparable_from
from ends
left join {{ ref('int_figures_by_month') }} as earlier
    on
        earlier.is_month_figure
        and ends.indicator_code = earlier.indicator_code
        and ends.breakdown_code = earlier.breakdown_code
        and ends.admin_unit_code = earlier.admin_unit_code
        and ends.value_kind = earlier.value_kind
        and ends.counted_from = earlier.counted_from
        and earlier.month_start = date_trunc('month', ends.first_day - 1)::date
