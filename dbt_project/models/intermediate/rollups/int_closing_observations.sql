{{ config(materialized='table', unlogged=true) }}
-- Observations of the slices of this build and of those that close with them: written out, because the roll-ups join them
-- with themselves and must be planned for as many rows as there are. A commune of the map before gives way to the figure of a
-- commune of today that it went into: one territory counts once.
select
    observations.indicator_code,
    observations.breakdown_code,
    observations.admin_unit_code,
    observations.period_code,
    observations.value_kind,
    observations.province_unit_code,
    observations.observation_value,
    observations.observation_status,
    observations.as_of_date,
    observations.authority_rank,
    observations.submission_origin
from {{ ref('fct_observations') }} as observations
where
    {{ in_slices('observations.province_unit_code', 'observations.period_code', 'closing') }}
    and (not ({{ is_of_former_unit('observations') }}) or {{ no_successor_reports('observations') }})
