{{ config(unique_key=['rule_id', 'valid_from']) }}
-- One row per rule and validity interval.
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
    basis
from {{ ref('stg_rules') }}
