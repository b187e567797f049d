with changes as (
    select
        corrections.*,
        lead(known_from) over (partition by correction_id order by correction_no) as known_to
    from {{ source('control', 'corrections') }} as corrections
)

select
    correction_id,
    indicator_code,
    breakdown_code,
    admin_unit_code,
    period_code,
    value_kind,
    expected_value,
    corrected_value,
    approver_role,
    document_no,
    reason,
    signed_at,
    known_from,
    known_to
from changes
where not is_withdrawn and (known_to is null or known_to > known_from)
