{{ config(materialized='view') }}
-- One row per indicator and version of its definition, with the first day of the series it belongs to: comparable_from is the
-- last break on or before the version begins; empty while the series has not broken yet.
select
    indicator_code,
    version_no,
    valid_from,
    coalesce(valid_to, date '9999-12-31') as valid_to,
    max(valid_from) filter (where is_break) over (partition by indicator_code order by valid_from) as comparable_from
from {{ ref('dim_indicators') }}
