select
    code as measure_unit_code,
    name_vi,
    name_en,
    quantity,
    canonical_code,
    split_part(factor_to_canonical, '/', 1)::numeric
    / coalesce(nullif(split_part(factor_to_canonical, '/', 2), ''), '1')::numeric as factor_to_canonical,
    decimals::integer as decimals
from {{ ref('measure_units') }}
