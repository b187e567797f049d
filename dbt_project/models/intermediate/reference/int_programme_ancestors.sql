{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key=['component_code', 'ancestor_code']
) }}
-- One row per programme component and each code above it, itself included (depth 0); programme_code is the topmost.
with recursive paths as (
    select
        component_code,
        component_code as ancestor_code,
        parent_code,
        0 as depth
    from {{ ref('stg_programmes') }}
    union all
    select
        paths.component_code,
        parents.component_code as ancestor_code,
        parents.parent_code,
        paths.depth + 1 as depth
    from paths
    inner join {{ ref('stg_programmes') }} as parents on paths.parent_code = parents.component_code
)

select
    paths.component_code,
    paths.ancestor_code,
    paths.depth,
    tops.ancestor_code as programme_code
from paths
inner join paths as tops on paths.component_code = tops.component_code and tops.parent_code is null
