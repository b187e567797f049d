{{ config(unique_key='breakdown_code', tags=['reference']) }}
-- One row per breakdown; `_T` is the total.
select
    breakdown_code,
    breakdown_dimension,
    name_vi,
    name_en,
    measure_unit_code,
    criteria_set_code,
    sort_order,
    valid_from,
    valid_to
from {{ ref('stg_breakdowns') }}
