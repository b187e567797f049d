{{ config(unique_key=['capital_source_code', 'valid_from'], tags=['reference']) }}
-- One row per capital source and validity interval: nature x origin; a group is the sum of its children.
select
    capital_source_code,
    valid_from,
    valid_to,
    parent_code,
    sort_order,
    name_vi,
    name_en,
    nature_code,
    origin_code,
    is_group,
    provenance
from {{ ref('stg_capital_sources') }}
