{{ config(unique_key=['form_code', 'edition']) }}
-- One row per form and edition.
select
    form_code,
    edition,
    name_vi,
    name_en,
    period_type,
    authority_rank,
    valid_from,
    valid_to
from {{ ref('stg_forms') }}
