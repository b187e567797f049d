select
    holidays.date::date as calendar_date,
    name_vi,
    kind as holiday_kind,
    is_working_day = '1' as is_working_day
from {{ ref('holidays') }} as holidays
where is_confirmed = '1'
