-- A line with capital in the last month of the plan year in force is not in the report. Where the report has a line that nobody could
-- name, or one of that component and source with an origin year to come (R011), that may be the one.
select l.submission_id, null as sheet, null as cell_ref, l.row_key as row_name,
    max(l.canonical_value) filter (where l.is_before and l.column_key = 'tong_kh') / 1000000 as before, l.before_period
from (
    select c.*, bool_or(not c.is_before and c.origin_year > extract(year from c.period_end)) over (
            partition by c.submission_id, c.component_code, c.capital_source_code) as is_dated_ahead
    from control.cells_and_before({submission_ids}) c
    where c.years_ago = 0 and (c.row_role = 'item' or not c.is_before) and c.row_key is not null
) l
where not coalesce(l.is_dated_ahead, false)
    and not exists (select from control.quarantined_rows q where q.submission_id = l.submission_id and q.kind = 'component')
group by l.submission_id, l.row_key, l.before_period
having bool_and(l.is_before) and max(l.canonical_value) filter (where l.is_before and l.column_key = 'tong_kh') > 0
order by l.submission_id, min(l.row_no)
