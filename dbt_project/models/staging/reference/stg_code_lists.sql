select
    list_code,
    code,
    name_vi,
    name_en,
    sort_order::integer as sort_order
from {{ ref('code_lists') }}
