select
    rule_id,
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
    denies_report,
    valid_from,
    valid_to,
    stage
from {{ source('control', 'rules') }}
