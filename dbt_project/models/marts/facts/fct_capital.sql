-- Grain: one row per administrative unit, programme component, capital source, plan year, origin year, period and kind; đồng.
select
    admin_unit_code,
    component_code,
    capital_source_code,
    plan_year,
    origin_year,
    period_code,
    value_kind,
    province_unit_code,
    programme_code,
    is_leaf,
    planned_amount::numeric(38, 2) as planned_amount,
    allocated_amount::numeric(38, 2) as allocated_amount,
    carried_over_amount::numeric(38, 2) as carried_over_amount,
    disbursed_cumulative_amount::numeric(38, 2) as disbursed_cumulative_amount,
    disbursed_carried_over_amount::numeric(38, 2) as disbursed_carried_over_amount,
    cancelled_amount::numeric(38, 2) as cancelled_amount,
    as_of_date,
    submission_id,
    sheet,
    cell_ref,
    submission_origin,
    has_waiver
from {{ ref('int_changed_capital') }}
where {{ in_slices('province_unit_code', 'period_code') }}
