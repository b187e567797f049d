{{ config(unique_key='measure_unit_code', tags=['reference']) }}
-- One row per measure unit with its factor to the canonical one; money is stored in đồng.
select
    measure_unit_code,
    name_vi,
    name_en,
    quantity,
    canonical_code,
    factor_to_canonical::numeric(38, 12) as factor_to_canonical,
    decimals
from {{ ref('stg_measure_units') }}
