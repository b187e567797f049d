{{ config(unique_key='period_code') }}
-- One row per period: every year from 2002 to 2036 with its halves, quarters and months, the phases of programmes
-- (`2021--2025`), and the ad hoc ranges that submissions brought (`2022-01--2022-08`: 8 months of 2022; `2022--2023`).
with kinds (suffix, period_type, first_month, n_months) as (
    values
    ('', 'year', 1, 12),
    ('-S1', 'half', 1, 6), ('-S2', 'half', 7, 6),
    ('-Q1', 'quarter', 1, 3), ('-Q2', 'quarter', 4, 3), ('-Q3', 'quarter', 7, 3), ('-Q4', 'quarter', 10, 3),
    ('-01', 'month', 1, 1), ('-02', 'month', 2, 1), ('-03', 'month', 3, 1), ('-04', 'month', 4, 1),
    ('-05', 'month', 5, 1), ('-06', 'month', 6, 1), ('-07', 'month', 7, 1), ('-08', 'month', 8, 1),
    ('-09', 'month', 9, 1), ('-10', 'month', 10, 1), ('-11', 'month', 11, 1), ('-12', 'month', 12, 1)
),

regular as (
    select
        years.year_no::text || kinds.suffix as period_code,
        kinds.period_type,
        make_date(years.year_no, kinds.first_month, 1) as start_date,
        (make_date(years.year_no, kinds.first_month, 1) + make_interval(months => kinds.n_months))::date - 1 as end_date
    from generate_series(2002, 2036) as years (year_no)
    cross join kinds
),

all_periods as (
    select
        period_code,
        period_type,
        start_date,
        end_date,
        case period_type
            when 'year' then 'Năm ' || period_code
            when 'half'
                then
                    '6 tháng ' || case right(period_code, 1) when '1' then 'đầu' else 'cuối' end
                    || ' năm ' || left(period_code, 4)
            when 'quarter' then 'Quý ' || right(period_code, 1) || '/' || left(period_code, 4)
            else 'Tháng ' || right(period_code, 2) || '/' || left(period_code, 4)
        end as name_vi,
        case period_type
            when 'year' then period_code
            when 'half' then 'Half ' || right(period_code, 1) || ' of ' || left(period_code, 4)
            when 'quarter' then 'Q' || right(period_code, 1) || ' ' || left(period_code, 4)
            else to_char(start_date, 'FMMonth YYYY')
        end as name_en
    from regular
    union all
    select
        period_code,
        period_type,
        start_date,
        end_date,
        name_vi,
        name_en
    from {{ ref('int_spanning_periods') }}
)

select
    period_code,
    period_type,
    start_date,
    end_date,
    extract(year from end_date)::integer as year_no,
    (5 * ((extract(year from end_date)::integer - 1) / 5) + 1)::text
    || '-' || (5 * ((extract(year from end_date)::integer - 1) / 5) + 5)::text as plan_phase,
    name_vi,
    name_en
from all_periods
