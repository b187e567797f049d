{{ config(reach='family') }}
-- Grain: one figure per map (63, 34), indicator, breakdown, unit of that map, period and kind: as the unit itself stands on
-- that map, else put together from the units of the other. Where both are there, the unit's own counts, once.
select
    geography,
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    value_kind,
    province_unit_code,
    admin_unit_level,
    figure_value::numeric(38, 6) as restated_value,
    case when denominator_value is not null then numerator_value end::numeric(38, 6) as numerator_value,
    denominator_value::numeric(38, 6) as denominator_value,
    geography as reported_geography,
    'as_reported' as allocation_basis,
    true as is_exact,
    false as is_break,
    admin_unit_level as contributing_level,
    1 as units_expected,
    1 as units_reported,
    observation_status,
    measure_unit_code,
    as_of_date,
    submission_origin
from {{ ref('int_restatable_figures') }}
where {{ in_slices('province_unit_code', 'period_code', 'family') }}
union all
select
    crossed.geography,
    crossed.indicator_code,
    crossed.breakdown_code,
    crossed.admin_unit_code,
    crossed.period_code,
    crossed.value_kind,
    crossed.province_unit_code,
    {{ level_name('crossed.admin_unit_code') }} as admin_unit_level,
    crossed.restated_value::numeric(38, 6) as restated_value,
    crossed.numerator_value::numeric(38, 6) as numerator_value,
    crossed.denominator_value::numeric(38, 6) as denominator_value,
    case crossed.geography when '34' then '63' else '34' end as reported_geography,
    crossed.allocation_basis,
    crossed.is_exact,
    not crossed.is_one_to_one as is_break,
    crossed.contributing_level,
    crossed.units_expected,
    crossed.units_reported,
    case when crossed.is_provisional then 'provisional' else 'final' end as observation_status,
    crossed.measure_unit_code,
    crossed.as_of_date,
    crossed.submission_origin
from {{ ref('int_crossed_figures') }} as crossed
where
    crossed.refused_reason is null
    and not exists (
        select from {{ ref('int_restatable_figures') }} as own
        where
            crossed.indicator_code = own.indicator_code
            and crossed.breakdown_code = own.breakdown_code
            and crossed.admin_unit_code = own.admin_unit_code
            and crossed.period_code = own.period_code
            and crossed.value_kind = own.value_kind
    )
