-- Poor households of a commune at the end of the year against GN-02 of the same year in force.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, s.period_code
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
beside as (
    select distinct on (j.submission_id) j.submission_id, e.submission_id as beside_id
    from judged j
    join control.submissions e using (admin_unit_code)
    where e.form_code = 'GN-02' and e.period_code = j.period_code
        and e.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
    order by j.submission_id, e.revision_no desc
)
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as expected
from beside b
join raw.reported_cells c on c.submission_id = b.submission_id and c.column_key = 'cuoi_ky'
join raw.reported_cells p on p.submission_id = b.beside_id and p.column_key = 'ho_ngheo' and p.row_key = c.row_key
where c.row_role = 'item' and p.row_role = 'item'
    and c.cell_status = 'accepted' and p.cell_status = 'accepted'
    and c.canonical_value <> p.canonical_value
order by c.submission_id, c.row_no
