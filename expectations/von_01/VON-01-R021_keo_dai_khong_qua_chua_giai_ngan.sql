-- What a line carries over from an earlier origin year against what the last month in force of the year before left of it.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, left(s.period_code, 4)::int as plan_year
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
before as (
    select distinct on (j.submission_id) j.submission_id, e.submission_id as before_id, e.period_code as before_period
    from judged j
    join control.submissions e using (source_code, admin_unit_code, form_code)
    where e.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
        and left(e.period_code, 4)::int = j.plan_year - 1
    order by j.submission_id, e.period_code desc, e.revision_no desc
),
left_over as (
    select b.submission_id, b.before_period, p.row_key,
        sum(case p.column_key when 'tong_kh' then p.canonical_value else -p.canonical_value end) as left_over
    from before b
    join raw.reported_cells p on p.submission_id = b.before_id and p.column_key in ('tong_kh', 'gn_lk', 'huy')
    where p.row_role = 'item' and p.cell_status = 'accepted'
    group by b.submission_id, b.before_period, p.row_key
    having bool_or(p.column_key = 'tong_kh') and bool_or(p.column_key = 'gn_lk')
)
select c.submission_id, c.sheet, c.cell_ref, l.left_over, l.before_period
from left_over l
join raw.reported_cells c using (submission_id, row_key)
where c.column_key = 'keo_dai' and c.row_role = 'item' and c.cell_status = 'accepted'
    and c.canonical_value > greatest(l.left_over, 0) + 1000000
order by c.submission_id, c.row_no
