-- An obstacle that was open in the quarter before is not reported any more; over a gap it may have been solved unseen.
select c.submission_id, null as sheet, null as cell_ref, max(c.value_text) filter (where c.column_key = 'noi_dung') as row_name,
    c.before_period
from control.cells_and_before({submission_ids}) c
where c.report_end + interval '1 day' = c.period_end + interval '1 day' - interval '3 months' and c.row_key is not null
group by c.submission_id, c.row_key, c.before_period
having bool_and(c.is_before) and bool_or(c.column_key = 'noi_dung')
    and not coalesce(bool_or(c.column_key = 'tinh_trang' and c.value = 2), false)
order by c.submission_id, min(c.row_no)
