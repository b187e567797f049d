{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key=['indicator_code', 'version_no']
) }}
-- One row per indicator and version of its formula and definition: from its own first day, and from each change of a standard
-- or a set of criteria that touches it, until the day before the next one. A change on or before its first day opens no version.
with starts as (
    select
        indicators.indicator_code,
        indicators.valid_from,
        indicators.valid_to as last_day,
        null::text as change_code,
        null::text as definition_vi,
        null::text as definition_en
    from {{ ref('stg_indicators') }} as indicators
    union all
    select
        indicators.indicator_code,
        changes.valid_from,
        indicators.valid_to as last_day,
        changes.change_code,
        touched.definition_vi,
        touched.definition_en
    from {{ ref('stg_indicator_changes') }} as touched
    inner join {{ ref('stg_definition_changes') }} as changes on touched.change_code = changes.change_code
    inner join {{ ref('stg_indicators') }} as indicators on touched.indicator_code = indicators.indicator_code
    where
        changes.valid_from > indicators.valid_from
        and changes.valid_from <= coalesce(indicators.valid_to, date '9999-12-31')
)

select
    starts.indicator_code,
    (row_number() over (partition by starts.indicator_code order by starts.valid_from))::integer as version_no,
    starts.valid_from,
    coalesce(
        lead(starts.valid_from) over (partition by starts.indicator_code order by starts.valid_from) - 1, starts.last_day
    ) as valid_to,
    starts.change_code,
    starts.definition_vi,
    starts.definition_en,
    coalesce(changes.is_break, false) as is_break,
    changes.name_vi as break_reason_vi,
    changes.name_en as break_reason_en,
    changes.standard_code,
    changes.criteria_set_code,
    changes.legal_basis
from starts
left join {{ ref('stg_definition_changes') }} as changes on starts.change_code = changes.change_code
