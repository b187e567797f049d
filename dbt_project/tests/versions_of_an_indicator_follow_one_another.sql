{{ config(tags=['reference']) }}
-- The versions of an indicator leave no day out and share none; the breaks that the law makes are there.
with versions as (
    select
        indicator_code,
        version_no,
        valid_from,
        is_break,
        lag(valid_to) over (partition by indicator_code order by version_no) as last_day_before
    from {{ ref('dim_indicators') }}
),

breaks (indicator_code, first_day) as (
    values
    ('GN.TL_HN', date '2022-01-01'), ('GN.TL_HN', date '2027-01-01'), ('GN.HN', date '2022-01-01'),
    ('GN.TL_HN_DTTS', date '2027-01-01'), ('NTM.TC_BQ', date '2026-02-15'), ('NTM.TL_XA_DC', date '2026-02-15')
)

select
    indicator_code,
    valid_from
from versions
where (version_no = 1) <> (last_day_before is null) or last_day_before + 1 <> valid_from
union all
select
    breaks.indicator_code,
    breaks.first_day as valid_from
from breaks
where
    not exists (
        select from versions
        where versions.indicator_code = breaks.indicator_code and versions.valid_from = breaks.first_day and versions.is_break
    )
