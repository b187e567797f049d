{{ config(
    materialized='incremental', incremental_strategy='difference', on_schema_change='append_new_columns', tags=['reference'],
    unique_key='calendar_date',
    indexes=[{'columns': ['calendar_date'], 'unique': true}]
) }}
-- One row per day: whether it is worked (Monday to Friday, unless the list of holidays says otherwise, and the weekends
-- worked in exchange) and the first day worked from it on.
with days as (
    select
        days.calendar_date::date as calendar_date,
        coalesce(holidays.is_working_day, extract(isodow from days.calendar_date) < 6) as is_working_day
    from generate_series({{ first_calendar_day() }}, {{ last_calendar_day() }}, interval '1 day') as days (calendar_date)
    left join {{ ref('stg_holidays') }} as holidays on days.calendar_date::date = holidays.calendar_date
)

select
    calendar_date,
    is_working_day,
    min(case when is_working_day then calendar_date end) over (
        order by calendar_date desc
    ) as next_working_day
from days
