-- Grain: one figure in force per indicator, breakdown, administrative unit, period and kind, at the unit that reported.
select
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    value_kind,
    province_unit_code,
    observation_value,
    reported_value,
    numerator_value,
    denominator_value,
    value_origin,
    observation_status,
    value_qualifier,
    measure_unit_code,
    as_of_date,
    form_code,
    authority_rank,
    submission_id,
    sheet,
    cell_ref,
    submission_origin,
    has_waiver,
    correction_id
from {{ ref('int_changed_observations') }}
where {{ in_slices('province_unit_code', 'period_code') }}
