-- The plan of a line about 1,000 times (300 to 3,000) that of the last month of the same plan year in force, or a thousandth of it.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, s.period_code
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
before as (
    select distinct on (j.submission_id) j.submission_id, e.submission_id as before_id, e.period_code as before_period
    from judged j
    join control.submissions e using (source_code, admin_unit_code, form_code)
    where e.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
        and left(e.period_code, 4) = left(j.period_code, 4) and e.period_code < j.period_code
    order by j.submission_id, e.period_code desc, e.revision_no desc
)
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as before, b.before_period
from before b
join raw.reported_cells c on c.submission_id = b.submission_id and c.column_key = 'kh_giao'
join raw.reported_cells p on p.submission_id = b.before_id and p.column_key = 'kh_giao' and p.row_key = c.row_key
where c.row_role = 'item' and p.row_role = 'item'
    and c.cell_status = 'accepted' and p.cell_status = 'accepted'
    and c.canonical_value > 0 and p.canonical_value > 0
    and (c.canonical_value / nullif(p.canonical_value, 0) between 300 and 3000
        or p.canonical_value / nullif(c.canonical_value, 0) between 300 and 3000)
order by c.submission_id, c.row_no
