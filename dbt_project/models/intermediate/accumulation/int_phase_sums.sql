{{ config(materialized='view') }}
-- The phase to date of results that are counted from January, for each month, quarter, half and year that ends in their month:
-- what stood at the end of every earlier year of the phase, and this year so far. A year that is not there is a gap and is named;
-- years of different series are not added up.
with figures as (
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        admin_unit_level,
        month_start,
        figure_value,
        as_of_date,
        measure_unit_code,
        submission_origin,
        definition_version_no,
        comparable_from,
        false as is_summed
    from {{ ref('int_figures_by_month') }}
    where
        is_month_figure
        and is_additive
        and value_kind = 'actual'
        and (
            accumulation = 'year_to_date'
            or (accumulation = 'in_period' and time_aggregation = 'sum' and period_type = 'year')
        )
    union all
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        admin_unit_level,
        date_trunc('month', end_date)::date as month_start,
        accumulated_value as figure_value,
        as_of_date,
        measure_unit_code,
        submission_origin,
        definition_version_no,
        comparable_from,
        true as is_summed
    from {{ ref('int_flow_sums') }}
    where value_kind = 'actual' and accumulated_value is not null and counted_from = date_trunc('year', end_date)
),

to_date as (
    select distinct on (indicator_code, breakdown_code, admin_unit_code, month_start)
        *,
        extract(year from month_start)::integer as year_no,
        5 * ((extract(year from month_start)::integer - 1) / 5) + 1 as first_year_no
    from figures
    order by indicator_code, breakdown_code, admin_unit_code, month_start, as_of_date desc, is_summed
),

phases as (
    select
        to_date.indicator_code,
        to_date.breakdown_code,
        to_date.admin_unit_code,
        to_date.admin_unit_level,
        to_date.month_start,
        to_date.first_year_no,
        to_date.year_no,
        to_date.as_of_date,
        to_date.measure_unit_code,
        to_date.submission_origin,
        to_date.definition_version_no,
        to_date.comparable_from,
        to_date.figure_value + coalesce(sum(earlier.figure_value), 0) as total,
        array_agg(earlier.year_no) as year_nos,
        count(earlier.year_no) = to_date.year_no - to_date.first_year_no as is_whole,
        coalesce(bool_or(to_date.comparable_from > earlier.as_of_date), false) as is_of_two_series
    from to_date
    left join to_date as earlier
        on
            to_date.indicator_code = earlier.indicator_code
            and to_date.breakdown_code = earlier.breakdown_code
            and to_date.admin_unit_code = earlier.admin_unit_code
            and to_date.first_year_no = earlier.first_year_no
            and to_date.year_no > earlier.year_no
            and extract(month from earlier.month_start) = 12
    group by
        to_date.indicator_code, to_date.breakdown_code, to_date.admin_unit_code, to_date.admin_unit_level,
        to_date.month_start, to_date.first_year_no, to_date.year_no, to_date.as_of_date, to_date.figure_value,
        to_date.measure_unit_code, to_date.submission_origin, to_date.definition_version_no, to_date.comparable_from
)

select
    phases.indicator_code,
    phases.breakdown_code,
    phases.admin_unit_code,
    periods.period_code,
    'actual' as value_kind,
    phases.admin_unit_level,
    'phase_to_date' as accumulation,
    case when phases.is_whole and not phases.is_of_two_series then phases.total end::numeric(38, 6) as accumulated_value,
    case when not phases.is_whole then 'gap' when phases.is_of_two_series then 'break' end as finding,
    case
        when not phases.is_whole
            then (
                select string_agg(years.year_no::text, ', ' order by years.year_no)
                from generate_series(phases.first_year_no, phases.year_no - 1) as years (year_no)
                where not coalesce(years.year_no = any(phases.year_nos), false)
            )
    end as missing_periods,
    phases.as_of_date,
    phases.measure_unit_code,
    phases.submission_origin,
    periods.start_date,
    phases.definition_version_no,
    phases.comparable_from
from phases
inner join {{ ref('dim_periods') }} as periods
    on
        periods.period_type in ('month', 'quarter', 'half', 'year')
        and phases.month_start = date_trunc('month', periods.end_date)::date
