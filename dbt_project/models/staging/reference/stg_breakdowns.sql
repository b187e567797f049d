select
    code as breakdown_code,
    dimension as breakdown_dimension,
    name_vi,
    name_en,
    measure_unit_code,
    criteria_set_code,
    sort_order::integer as sort_order,
    valid_from::date as valid_from,
    valid_to::date as valid_to
from {{ ref('breakdowns') }}
