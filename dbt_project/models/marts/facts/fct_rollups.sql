{{ config(reach='closing') }}
-- Grain: one figure per indicator, breakdown, district, province or country, period and kind: in force, with the computed and
-- the reported one beside each other, and the coverage. is_month_figure marks the one row of a month (`2026-Q3` before
-- `2026-09` where both say how things stand at its end; flows are counted period by period).
with rollups as (
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        period_code,
        value_kind,
        province_unit_code,
        admin_unit_level,
        rollup_value,
        value_origin,
        computed_value,
        numerator_value,
        denominator_value,
        reported_value,
        contributing_level,
        units_expected,
        units_reported,
        units_estimated,
        observation_status,
        as_of_date,
        authority_rank,
        reported_submission_id,
        submission_origin
    from {{ ref('int_subnational_rollups') }}
    where admin_unit_level <> 'country' and {{ in_slices('province_unit_code', 'period_code', 'closing') }}
    union all
    select
        indicator_code,
        breakdown_code,
        'VN' as admin_unit_code,
        period_code,
        value_kind,
        'VN' as province_unit_code,
        'country' as admin_unit_level,
        rollup_value,
        value_origin,
        computed_value,
        numerator_value,
        denominator_value,
        reported_value,
        'province' as contributing_level,
        units_expected,
        units_reported,
        units_estimated,
        observation_status,
        as_of_date,
        authority_rank,
        reported_submission_id,
        submission_origin
    from {{ ref('int_country_rollups') }}
)

select
    rollups.indicator_code,
    rollups.breakdown_code,
    rollups.admin_unit_code,
    rollups.period_code,
    rollups.value_kind,
    rollups.province_unit_code,
    rollups.admin_unit_level,
    rollups.rollup_value::numeric(38, 6) as rollup_value,
    rollups.value_origin,
    rollups.computed_value::numeric(38, 6) as computed_value,
    case when indicators.admin_aggregation <> 'sum' then rollups.numerator_value end::numeric(38, 6) as numerator_value,
    case when indicators.admin_aggregation <> 'sum' then rollups.denominator_value end::numeric(38, 6) as denominator_value,
    rollups.reported_value::numeric(38, 6) as reported_value,
    (rollups.computed_value - rollups.reported_value)::numeric(38, 6) as difference,
    rollups.contributing_level,
    rollups.units_expected,
    rollups.units_reported,
    rollups.units_estimated,
    rollups.observation_status,
    indicators.measure_unit_code,
    rollups.as_of_date,
    row_number() over (
        partition by
            rollups.indicator_code, rollups.breakdown_code, rollups.admin_unit_code, rollups.value_kind,
            date_trunc('month', rollups.as_of_date),
            case when indicators.accumulation = 'in_period' then rollups.period_code end
        order by rollups.units_reported is null, rollups.authority_rank, rollups.as_of_date desc, rollups.period_code
    ) = 1 as is_month_figure,
    rollups.authority_rank,
    rollups.reported_submission_id,
    rollups.submission_origin
from rollups
inner join {{ ref('stg_indicators') }} as indicators on rollups.indicator_code = indicators.indicator_code
