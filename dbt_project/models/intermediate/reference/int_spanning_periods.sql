-- One row per period that is no year, half, quarter or month: the phases of programmes (`2021--2025`), and the ad hoc ranges
-- that submissions brought (`2022-01--2022-08`: 8 months of 2022; `2022--2023`).
with phases as (
    select
        replace(programmes.phase, '-', '--') as period_code,
        'phase' as period_type
    from {{ ref('stg_programmes') }} as programmes
    where programmes.phase is not null
    group by programmes.phase
),

spans as (
    select * from phases
    union all
    select
        changed.period_code,
        case when length(changed.period_code) = 10 then 'year_range' else 'month_range' end as period_type
    from {{ ref('stg_changed_slices') }} as changed
    where changed.period_code like '%--%' and changed.period_code not in (select phases.period_code from phases)
    group by changed.period_code
),

dated as (
    select
        period_code,
        period_type,
        to_date(split_part(period_code, '--', 1) || '-01', 'YYYY-MM') as start_date,
        (
            to_date(split_part(period_code, '--', 2) || case period_type when 'month_range' then '' else '-12' end, 'YYYY-MM')
            + interval '1 month'
        )::date - 1 as end_date
    from spans
)

select
    period_code,
    period_type,
    start_date,
    end_date,
    case
        when period_type = 'phase' then 'Giai đoạn ' || replace(period_code, '--', '-')
        when period_type = 'year_range' then 'Các năm ' || replace(period_code, '--', '-')
        when to_char(start_date, 'YYYY-MM') = to_char(end_date, 'YYYY') || '-01'
            then to_char(end_date, 'FMMM') || ' tháng đầu năm ' || to_char(end_date, 'YYYY')
        else 'Từ ' || to_char(start_date, 'MM/YYYY') || ' đến ' || to_char(end_date, 'MM/YYYY')
    end as name_vi,
    case
        when period_type = 'phase' then 'Phase ' || replace(period_code, '--', '-')
        when period_type = 'year_range' then 'Years ' || replace(period_code, '--', '-')
        when to_char(start_date, 'YYYY-MM') = to_char(end_date, 'YYYY') || '-01'
            then 'First ' || to_char(end_date, 'FMMM') || ' months of ' || to_char(end_date, 'YYYY')
        else to_char(start_date, 'MM/YYYY') || ' to ' || to_char(end_date, 'MM/YYYY')
    end as name_en
from dated
