-- An obstacle that was open in the quarter before is not reported any more; over a gap it may have been solved unseen.
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
        and e.period_code = to_char(
            make_date(left(j.period_code, 4)::int, right(j.period_code, 1)::int * 3 - 2, 1) - interval '3 months', 'YYYY"-Q"Q'
        )
    order by j.submission_id, e.revision_no desc
)
select b.submission_id, null as sheet, null as cell_ref, p.value_text as row_name, b.before_period
from before b
join raw.reported_cells p on p.submission_id = b.before_id and p.column_key = 'noi_dung' and p.cell_status = 'accepted'
left join raw.reported_cells t
    on t.submission_id = b.before_id and t.column_key = 'tinh_trang' and t.row_key = p.row_key and t.cell_status = 'accepted'
where t.value is distinct from 2
    and not exists (select from raw.reported_cells c where c.submission_id = b.submission_id and c.row_key = p.row_key)
order by b.submission_id, p.row_no
