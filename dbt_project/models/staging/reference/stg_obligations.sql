select
    obligation_code,
    form_code,
    agency_code,
    cadence,
    period_type,
    vintage,
    due_rule,
    due_days::integer as due_days,
    split_part(due_month_day, '-', 1)::integer as due_month,
    split_part(due_month_day, '-', 2)::integer as due_day,
    coalesce(due_year_offset::integer, 0) as due_year_offset,
    coalesce(is_due_day_included, '1') = '1' as is_due_day_included,
    coalesce(grace_days::integer, 0) as grace_days,
    roll_rule,
    valid_from::date as valid_from,
    valid_to::date as valid_to,
    legal_basis
from {{ ref('obligations') }}
