{{ config(severity='warn') }}
-- What a unit reports for a component, source and origin year: not more allocated than assigned, not more disbursed than assigned
-- and carried over. Rules of VON-01 tell the province; here they are seen whatever was accepted.
select
    admin_unit_code,
    component_code,
    capital_source_code,
    origin_year,
    period_code,
    value_kind,
    planned_amount,
    allocated_amount,
    carried_over_amount,
    disbursed_cumulative_amount
from {{ ref('int_changed_capital') }}
where
    value_kind = 'actual'
    and (
        allocated_amount > coalesce(planned_amount, 0) + coalesce(carried_over_amount, 0)
        or disbursed_cumulative_amount > coalesce(planned_amount, 0) + coalesce(carried_over_amount, 0)
    )
