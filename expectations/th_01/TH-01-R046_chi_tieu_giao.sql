-- The column of targets against KH-01 of the same year in force.
with judged as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, c.admin_unit_code, c.indicator_code, c.breakdown_code,
        left(c.period_code, 4) as plan_year, c.canonical_value
    from raw.reported_cells c
    where c.submission_id = any({submission_ids})
        and c.value_kind = 'target' and c.cell_status = 'accepted' and c.row_role = 'item'
)
select j.submission_id, j.sheet, j.cell_ref, c.canonical_value as expected
from judged j
join control.submissions s on s.form_code = 'KH-01' and s.admin_unit_code = j.admin_unit_code and s.period_code = j.plan_year
    and s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
join raw.reported_cells c on c.submission_id = s.submission_id and c.indicator_code = j.indicator_code
    and c.breakdown_code = j.breakdown_code
where c.value_kind = 'target' and c.cell_status = 'accepted' and c.canonical_value <> j.canonical_value
order by j.submission_id, j.row_no
