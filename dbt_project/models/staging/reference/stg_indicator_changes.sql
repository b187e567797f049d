select
    indicator_code,
    change_code,
    definition_vi,
    definition_en,
    provenance
from {{ ref('indicator_changes') }}
