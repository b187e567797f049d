{{ config(materialized='ephemeral') }}
-- The provinces' figures that make up the country in the periods of this build: where a dissolved province and its successor
-- both report a period, the territory counts once, as the successor has it.
select rollups.*
from {{ ref('int_subnational_rollups') }} as rollups
where
    rollups.admin_unit_level = 'province'
    and {{ in_slices("'VN'", 'rollups.period_code', 'closing') }}
    and not exists (
        select from {{ ref('int_subnational_rollups') }} as successors
        inner join {{ ref('int_paths_to_34') }} as paths on successors.admin_unit_code = paths.target_unit_code
        where
            paths.admin_unit_level = 'province'
            and rollups.admin_unit_code = paths.admin_unit_code
            and rollups.indicator_code = successors.indicator_code
            and rollups.breakdown_code = successors.breakdown_code
            and rollups.period_code = successors.period_code
            and rollups.value_kind = successors.value_kind
            and (successors.denominator_value is not null or rollups.denominator_value is null)
    )
