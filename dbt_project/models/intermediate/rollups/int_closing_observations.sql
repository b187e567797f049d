{{ config(materialized='table', unlogged=true) }}
-- Observations of the slices of this build and of those that close with them: written out, because the roll-ups join them
-- with themselves and must be planned for as many rows as there are.
select
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    value_kind,
    province_unit_code,
    observation_value,
    observation_status,
    as_of_date,
    authority_rank,
    submission_origin
from {{ ref('fct_observations') }}
where {{ in_slices('province_unit_code', 'period_code', 'closing') }}
