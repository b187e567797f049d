-- Wherever an obligation moves to the next working day, its due date is one.
select
    due.source_code,
    due.obligation_code,
    due.period_code,
    due.due_date
from {{ ref('int_obligations_due') }} as due
inner join {{ ref('stg_obligations') }} as obligations on due.obligation_code = obligations.obligation_code
inner join {{ ref('int_calendar_days') }} as days on due.due_date = days.calendar_date
where obligations.roll_rule = 'next_working_day' and not days.is_working_day
