-- Grain: one target in force (indicator, breakdown, district, province or country, period): the latest result inside its period,
-- what is left in the direction that counts as better, the pace a month that it takes, and how things stand. A result from before
-- the day since which the target's series is counted by one definition on one territory does not measure it: no gap, no pace; nor
-- is a level from before that day where it started from.
with names as (
    -- The name at the end of the period; of a unit that began later its first, of one that has ended its last.
    select
        admin_unit_code,
        full_name_vi,
        name_en,
        sort_key,
        case when version_before is null then date '-infinity' else valid_from end as named_from,
        coalesce(next_from, date 'infinity') as next_from
    from (
        select
            units.*,
            lag(units.valid_from) over versions as version_before,
            lead(units.valid_from) over versions as next_from
        from {{ ref('dim_admin_units') }} as units
        window versions as (partition by units.admin_unit_code order by units.valid_from)
    ) as versions_in_order
),

targets as (
    select
        figures.*,
        indicators.direction,
        indicators.name_vi as indicator_name_vi,
        indicators.name_en as indicator_name_en,
        names.full_name_vi as admin_unit_name_vi,
        names.name_en as admin_unit_name_en,
        names.sort_key
    from {{ ref('int_figures_by_month') }} as figures
    inner join {{ ref('dim_indicators') }} as indicators
        on figures.indicator_code = indicators.indicator_code and indicators.version_no = 1
    left join names
        on
            figures.admin_unit_code = names.admin_unit_code
            and figures.end_date >= names.named_from and figures.end_date < names.next_from
    where figures.value_kind = 'target'
),

actuals as (
    select distinct on (targets.indicator_code, targets.breakdown_code, targets.admin_unit_code, targets.period_code)
        targets.*,
        results.accumulated_value as actual_value,
        results.value_origin as actual_origin,
        results.as_of_date as actual_date,
        coalesce(targets.comparable_from > results.as_of_date, false) as is_of_another_series
    from targets
    left join {{ ref('rpt_accumulated_figures') }} as results
        on
            targets.indicator_code = results.indicator_code
            and targets.breakdown_code = results.breakdown_code
            and targets.admin_unit_code = results.admin_unit_code
            and results.value_kind = 'actual'
            and results.accumulated_value is not null
            and results.as_of_date between targets.start_date and targets.end_date
            and (
                (targets.accumulation <> 'in_period' and targets.accumulation = results.accumulation)
                or (targets.period_code = results.period_code and results.accumulation <> 'phase_to_date')
                or (targets.accumulation = 'in_period' and targets.period_type = 'year' and results.accumulation = 'year_to_date')
            )
    order by
        targets.indicator_code, targets.breakdown_code, targets.admin_unit_code, targets.period_code,
        results.as_of_date desc nulls last, (results.accumulation = targets.accumulation) desc nulls last,
        (results.period_code = targets.period_code) desc nulls last, results.period_code
),

starts as (
    select distinct on (actuals.indicator_code, actuals.breakdown_code, actuals.admin_unit_code, actuals.period_code)
        actuals.*,
        case actuals.accumulation when 'at_date' then earlier.figure_value else 0 end as baseline_value
    from actuals
    left join {{ ref('int_figures_by_month') }} as earlier
        on
            actuals.accumulation = 'at_date'
            and actuals.indicator_code = earlier.indicator_code
            and actuals.breakdown_code = earlier.breakdown_code
            and actuals.admin_unit_code = earlier.admin_unit_code
            and earlier.value_kind = 'actual'
            and actuals.start_date > earlier.as_of_date
            and (actuals.comparable_from is null or actuals.comparable_from <= earlier.as_of_date)
    order by
        actuals.indicator_code, actuals.breakdown_code, actuals.admin_unit_code, actuals.period_code,
        earlier.as_of_date desc nulls last, earlier.is_month_figure desc, earlier.period_code
),

measured as (
    select
        *,
        case when not is_of_another_series then {{ gap_to_target('direction', 'figure_value', 'actual_value') }} end as gap,
        {{ months_between('actual_date', 'end_date') }} as months_left
    from starts
)

select
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    indicator_name_vi,
    indicator_name_en,
    admin_unit_name_vi,
    admin_unit_name_en,
    sort_key,
    admin_unit_level,
    direction,
    figure_value::numeric(38, 6) as target_value,
    baseline_value::numeric(38, 6) as baseline_value,
    actual_value::numeric(38, 6) as actual_value,
    actual_origin,
    actual_date,
    gap::numeric(38, 6) as gap,
    case when not is_of_another_series then 100 * actual_value / nullif(figure_value, 0) end::numeric(38, 6)
        as percent_of_target,
    months_left,
    (case when gap is not null then greatest(gap, 0) end / nullif(months_left, 0))::numeric(38, 6) as required_pace,
    case
        when direction not in ('up', 'down') then 'no_direction'
        when actual_value is null then 'no_actual'
        when is_of_another_series then 'not_comparable'
        when gap <= 0 then 'met'
        when months_left = 0 then 'missed'
        when baseline_value is null then 'open'
        when
            abs(actual_value - baseline_value) * {{ months_between('start_date - 1', 'end_date') }}
            >= abs(figure_value - baseline_value) * {{ months_between('start_date - 1', 'actual_date') }}
            and sign(actual_value - baseline_value) = sign(figure_value - baseline_value)
            then 'on_track'
        else 'behind'
    end as target_status,
    measure_unit_code,
    submission_origin,
    definition_version_no,
    comparable_from,
    coalesce(comparable_from >= start_date, false) as is_break
from measured
