{{ config(materialized='table', unlogged=true) }}
-- One row per obligation of a source for a period that a monthly refresh counts: the month, and the quarter, half and year
-- that end in it; what is due before its period is over (a plan) from its due month until the period ends, a preliminary
-- figure in its due month alone. Due at 24:00 of due_date in Asia/Ho_Chi_Minh; late after grace_until.
with opened as (
    select months.end_date as month_end
    from {{ ref('stg_refreshes') }} as refreshes
    inner join {{ ref('dim_periods') }} as months on refreshes.period_code = months.period_code
),

candidates as (
    select
        periods.period_code,
        periods.end_date,
        obligations.*,
        case obligations.due_rule
            when 'days_after_period_end' then periods.end_date + obligations.due_days
            when 'fixed_month_day'
                then make_date(
                        extract(year from periods.end_date)::integer + obligations.due_year_offset,
                        obligations.due_month, obligations.due_day
                    )
        end - case when obligations.is_due_day_included then 0 else 1 end as nominal_due_date
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('stg_obligations') }} as obligations
        on
            periods.period_type = obligations.period_type
            and periods.end_date >= obligations.valid_from
            and (obligations.valid_to is null or periods.end_date <= obligations.valid_to)
    where
        periods.period_type in ('month', 'quarter', 'half', 'year')
        and periods.end_date >= (select min(opened.month_end) from opened)
),

counted as (
    select distinct
        candidates.*,
        -- a source that began inside the period owes it from its first month on
        case
            when sources.valid_from <= candidates.nominal_due_date then candidates.nominal_due_date
            else (date_trunc('month', sources.valid_from) + interval '1 month - 1 day')::date
        end as source_due_date,
        sources.source_code,
        sources.admin_unit_code
    from candidates
    inner join opened
        on
            candidates.end_date >= opened.month_end
            and (
                date_trunc('month', least(candidates.nominal_due_date, candidates.end_date)) + interval '1 month - 1 day'
            )::date <= opened.month_end
            and (
                coalesce(candidates.vintage, '') <> 'preliminary'
                or date_trunc('month', candidates.nominal_due_date) = date_trunc('month', opened.month_end)
            )
    inner join {{ ref('stg_sources') }} as sources
        on
            candidates.agency_code = sources.agency_code
            and candidates.form_code = any(sources.form_codes)
            and candidates.end_date >= sources.valid_from
            and (sources.valid_to is null or candidates.end_date <= sources.valid_to)
            and opened.month_end >= sources.valid_from
)

select
    counted.source_code,
    counted.form_code,
    counted.period_code,
    counted.obligation_code,
    counted.vintage,
    counted.admin_unit_code,
    counted.end_date,
    case counted.roll_rule
        when 'next_working_day' then days.next_working_day
        else counted.source_due_date
    end as due_date,
    case counted.roll_rule
        when 'next_working_day' then days.next_working_day
        else counted.source_due_date
    end + counted.grace_days as grace_until
from counted
left join {{ ref('int_calendar_days') }} as days on counted.source_due_date = days.calendar_date
