-- Every aggregate says how many units were expected, how many reported, and how many of these estimated.
select
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    value_kind,
    units_expected,
    units_reported,
    units_estimated
from {{ ref('fct_rollups') }}
where
    computed_value is not null
    and contributing_level is not null
    and {{ in_slices('province_unit_code', 'period_code', 'closing') }}
    and not coalesce(units_estimated <= units_reported and units_reported <= units_expected, false)
