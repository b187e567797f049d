-- A product of the last quarter in force that has not expired is not on the list any more.
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
        and e.period_code < j.period_code
    order by j.submission_id, e.period_code desc, e.revision_no desc
)
select b.submission_id, null as sheet, null as cell_ref, n.value_text as row_name, b.before_period,
    to_char(p.as_of_date, 'DD/MM/YYYY') as expiry
from before b
join control.submissions s using (submission_id)
join raw.reported_cells p on p.submission_id = b.before_id and p.column_key = 'ngay_het_han' and p.cell_status = 'accepted'
join raw.reported_cells n on n.submission_id = b.before_id and n.column_key = 'ten_san_pham' and n.row_key = p.row_key
where p.as_of_date >= s.as_of_date
    and not exists (select from raw.reported_cells c where c.submission_id = b.submission_id and c.row_key = p.row_key)
order by b.submission_id, p.row_no
