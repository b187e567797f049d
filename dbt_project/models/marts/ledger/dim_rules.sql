{{ config(unique_key=['rule_id', 'valid_from']) }}
-- One row per rule and stage of its life, dated.
select
    rule_id,
    valid_from,
    valid_to,
    form_code,
    scope,
    severity,
    name_vi,
    name_en,
    message_vi,
    message_en,
    hint_vi,
    hint_en,
    basis,
    stage
from {{ ref('stg_rules') }}
