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
    and (
        left(observations.admin_unit_code, 2) <> '63'
        or left(observations.province_unit_code, 2) <> '34'
        or not exists (
            select from {{ ref('fct_observations') }} as successors
            inner join {{ ref('int_paths_to_34') }} as paths on successors.admin_unit_code = paths.target_unit_code
            where
                paths.admin_unit_code = observations.admin_unit_code
                and paths.valid_to = date '9999-12-31'
                and successors.indicator_code = observations.indicator_code
                and successors.breakdown_code = observations.breakdown_code
                and successors.period_code = observations.period_code
                and successors.value_kind = observations.value_kind
        )
    )
