{{ config(materialized='view') }}
-- What follows from figures of single periods that may be added up: quarter, half and year out of all their months (or
-- quarters, or halves), and the year to date out of all periods since January. Where one is not there, the sum has a gap,
-- which is named; what nobody has reported up to has none.
with flows as (
    select
        figures.*,
        12 / case period_type when 'month' then 12 when 'quarter' then 4 when 'half' then 2 else 1 end as n_months
    from {{ ref('int_figures_by_month') }} as figures
    where accumulation = 'in_period' and time_aggregation = 'sum' and is_additive and period_type in ('month', 'quarter', 'half')
),

wanted as (
    select
        period_code,
        'in_period' as accumulation,
        start_date as period_start,
        start_date,
        end_date
    from {{ ref('dim_periods') }}
    where period_type in ('quarter', 'half', 'year')
    union all
    select
        period_code,
        'year_to_date' as accumulation,
        start_date as period_start,
        date_trunc('year', end_date)::date as start_date,
        end_date
    from {{ ref('dim_periods') }}
    where period_type in ('month', 'quarter', 'half')
),

sums as (
    select
        flows.indicator_code,
        flows.breakdown_code,
        flows.admin_unit_code,
        wanted.period_code,
        flows.value_kind,
        flows.admin_unit_level,
        wanted.accumulation,
        wanted.period_start,
        wanted.start_date,
        wanted.end_date,
        flows.period_type,
        flows.n_months,
        flows.measure_unit_code,
        sum(flows.figure_value) as total,
        count(*) * flows.n_months as months_covered,
        array_agg(flows.period_code) as period_codes,
        max(flows.as_of_date) as as_of_date,
        max(flows.definition_version_no) as definition_version_no,
        max(flows.comparable_from) as comparable_from,
        case when min(flows.submission_origin) = max(flows.submission_origin) then max(flows.submission_origin) else 'mixed' end
            as submission_origin
    from flows
    inner join wanted
        on
            flows.start_date >= wanted.start_date
            and flows.end_date <= wanted.end_date
            and extract(year from flows.end_date) = extract(year from wanted.end_date)
            and (wanted.accumulation = 'year_to_date' or flows.period_code <> wanted.period_code)
    group by
        flows.indicator_code, flows.breakdown_code, flows.admin_unit_code, wanted.period_code, flows.value_kind,
        flows.admin_unit_level, wanted.accumulation, wanted.period_start, wanted.start_date, wanted.end_date, flows.period_type,
        flows.n_months, flows.measure_unit_code
    having wanted.accumulation = 'in_period' or max(flows.end_date) = wanted.end_date
),

chosen as (
    select distinct on (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, accumulation)
        sums.*,
        12 * (extract(year from end_date) - extract(year from start_date))
        + extract(month from end_date) - extract(month from start_date) + 1 = months_covered as is_whole
    from sums
    order by
        indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, accumulation, months_covered desc, n_months
)

select
    chosen.indicator_code,
    chosen.breakdown_code,
    chosen.admin_unit_code,
    chosen.period_code,
    chosen.value_kind,
    chosen.admin_unit_level,
    chosen.accumulation,
    case when chosen.is_whole then chosen.total end::numeric(38, 6) as accumulated_value,
    case when not chosen.is_whole then 'gap' end as finding,
    case
        when not chosen.is_whole
            then (
                select string_agg(periods.period_code, ', ' order by periods.start_date)
                from {{ ref('dim_periods') }} as periods
                where
                    periods.period_type = chosen.period_type
                    and periods.start_date >= chosen.start_date
                    and periods.end_date <= chosen.end_date
                    and periods.period_code <> all(chosen.period_codes)
            )
    end as missing_periods,
    chosen.as_of_date,
    chosen.measure_unit_code,
    chosen.submission_origin,
    chosen.period_start as start_date,
    chosen.start_date as counted_from,
    chosen.end_date,
    chosen.definition_version_no,
    chosen.comparable_from
from chosen
