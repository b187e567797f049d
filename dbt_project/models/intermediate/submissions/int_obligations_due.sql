-- One row per obligation of a source for a period that a monthly refresh opened: the month, and the quarter, half and
-- year that end in it. Due at 24:00 of due_date in Asia/Ho_Chi_Minh; late after grace_until.
with opened as (
    select
        periods.period_code,
        periods.period_type,
        periods.end_date
    from {{ ref('stg_refreshes') }} as refreshes
    inner join {{ ref('dim_periods') }} as months on refreshes.period_code = months.period_code
    inner join {{ ref('dim_periods') }} as periods on months.end_date = periods.end_date
    where periods.period_type in ('month', 'quarter', 'half', 'year')
),

owed as (
    select
        sources.source_code,
        sources.admin_unit_code,
        obligations.obligation_code,
        obligations.form_code,
        opened.period_code,
        opened.end_date,
        obligations.grace_days,
        obligations.roll_rule,
        case obligations.due_rule
            when 'days_after_period_end' then opened.end_date + obligations.due_days
            when 'fixed_month_day'
                then make_date(
                        extract(year from opened.end_date)::integer + obligations.due_year_offset,
                        obligations.due_month, obligations.due_day
                    )
        end - case when obligations.is_due_day_included then 0 else 1 end as nominal_due_date
    from opened
    inner join {{ ref('stg_obligations') }} as obligations
        on
            opened.period_type = obligations.period_type
            and opened.end_date >= obligations.valid_from
            and (obligations.valid_to is null or opened.end_date <= obligations.valid_to)
    inner join {{ ref('stg_sources') }} as sources
        on
            obligations.agency_code = sources.agency_code
            and obligations.form_code = any(sources.form_codes)
            and opened.end_date >= sources.valid_from
            and (sources.valid_to is null or opened.end_date <= sources.valid_to)
)

select
    owed.source_code,
    owed.form_code,
    owed.period_code,
    owed.obligation_code,
    owed.admin_unit_code,
    owed.end_date,
    case owed.roll_rule
        when 'next_working_day' then days.next_working_day
        else owed.nominal_due_date
    end as due_date,
    case owed.roll_rule
        when 'next_working_day' then days.next_working_day
        else owed.nominal_due_date
    end + owed.grace_days as grace_until
from owed
left join {{ ref('int_calendar_days') }} as days on owed.nominal_due_date = days.calendar_date
