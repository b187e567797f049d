-- A line with capital in the last month of the plan year in force is not in the report. Where the report has a line that nobody could
-- name, that may be the one.
select c.submission_id, null as sheet, null as cell_ref, c.row_key as row_name,
    max(c.canonical_value) filter (where c.is_before and c.column_key = 'tong_kh') / 1000000 as before, c.before_period
from control.cells_and_before({submission_ids}) c
where c.years_ago = 0 and (c.row_role = 'item' or not c.is_before) and c.row_key is not null
    and not exists (select from control.quarantined_rows q where q.submission_id = c.submission_id and q.kind = 'component')
group by c.submission_id, c.row_key, c.before_period
having bool_and(c.is_before) and max(c.canonical_value) filter (where c.is_before and c.column_key = 'tong_kh') > 0
order by c.submission_id, min(c.row_no)
