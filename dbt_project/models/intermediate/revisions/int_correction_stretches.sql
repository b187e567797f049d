{{ config(materialized='view') }}
-- One row per corrected figure (key and the value that is expected) and stretch of time, from the beginning to the end of all
-- time without a gap: with the correction that counted then, or with none.
with edges as (
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        period_code,
        value_kind,
        expected_value,
        known_from as stretch_from,
        corrected_value,
        correction_id
    from {{ ref('stg_corrections') }}
    union all
    select
        indicator_code,
        breakdown_code,
        admin_unit_code,
        period_code,
        value_kind,
        expected_value,
        coalesce(ends.ends_at, '-infinity') as stretch_from,
        null as corrected_value,
        null as correction_id
    from {{ ref('stg_corrections') }}
    cross join lateral (values (known_to), (null::timestamptz)) as ends (ends_at)
),

-- where one correction follows another at once, the later one counts
moments as (
    select distinct on (
        indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, expected_value, stretch_from
    ) *
    from edges
    order by
        indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, expected_value, stretch_from,
        correction_id nulls last
)

select
    *,
    lead(stretch_from) over (
        partition by indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, expected_value
        order by stretch_from
    ) as stretch_to
from moments
