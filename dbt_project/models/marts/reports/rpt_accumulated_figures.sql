-- Grain: indicator, breakdown, district, province or country, period, kind and accumulation: as in force where the indicator
-- itself is counted so, else derived: inside the period out of running totals, quarters, halves and years out of months, the
-- phase out of its years. A derived row without a value says which period is missing; finding `falling`: a running total went
-- down; `break`: the series begins anew between two totals, which are therefore neither subtracted nor added up. is_break: it
-- does so inside the period, by another definition or on another territory; figures compare with that of the row from
-- comparable_from on.
with derived as (
    select * from {{ ref('int_cumulative_figures') }}
    union all
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        period_code,
        value_kind,
        admin_unit_level,
        accumulation,
        accumulated_value,
        finding,
        missing_periods,
        as_of_date,
        measure_unit_code,
        submission_origin,
        start_date,
        definition_version_no,
        comparable_from
    from {{ ref('int_flow_sums') }}
    union all
    select * from {{ ref('int_phase_sums') }}
)

select
    figures.indicator_code,
    figures.breakdown_code,
    figures.admin_unit_code,
    figures.period_code,
    figures.value_kind,
    figures.accumulation,
    figures.admin_unit_level,
    figures.figure_value::numeric(38, 6) as accumulated_value,
    figures.value_origin,
    null as finding,
    null as missing_periods,
    figures.as_of_date,
    figures.measure_unit_code,
    figures.submission_origin,
    figures.definition_version_no,
    figures.comparable_from,
    coalesce(figures.comparable_from >= figures.start_date, false) as is_break
from {{ ref('int_figures_by_month') }} as figures
union all
select
    derived.indicator_code,
    derived.breakdown_code,
    derived.admin_unit_code,
    derived.period_code,
    derived.value_kind,
    derived.accumulation,
    derived.admin_unit_level,
    derived.accumulated_value::numeric(38, 6) as accumulated_value,
    'derived' as value_origin,
    derived.finding,
    derived.missing_periods,
    derived.as_of_date,
    derived.measure_unit_code,
    derived.submission_origin,
    derived.definition_version_no,
    derived.comparable_from,
    coalesce(derived.comparable_from >= derived.start_date, false) as is_break
from derived
where not exists (
        select from {{ ref('int_figures_by_month') }} as own
        where
            derived.indicator_code = own.indicator_code
            and derived.breakdown_code = own.breakdown_code
            and derived.admin_unit_code = own.admin_unit_code
            and derived.period_code = own.period_code
            and derived.value_kind = own.value_kind
            and derived.accumulation = own.accumulation
    )
