{{ config(tags=['reference']) }}
-- Every component of 2021-2025 has exactly one component of the merged programme, marked as proposed; only the three programmes
-- themselves are confirmed.
select
    component_code,
    merged_programme_code,
    merged_component_code,
    is_merged_component_confirmed
from {{ ref('dim_programmes') }}
where
    phase = '2021-2025'
    and (
        merged_programme_code is distinct from 'HN2635'
        or merged_component_code is null
        or is_merged_component_confirmed is distinct from (programme_level = 'programme')
    )
