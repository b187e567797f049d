-- What a line carries over from an earlier origin year against what the last month in force of the year before left of it.
with cells as (
    select b.submission_id, p.row_key, b.before_period, null as sheet, null as cell_ref, null as row_no, p.column_key,
        p.canonical_value
    from control.reports_before({submission_ids}) b
    join raw.cells_in_force p on p.submission_id = b.report_id and p.column_key in ('tong_kh', 'gn_lk', 'huy')
    where b.years_ago = 1 and b.nth_of_year = 1 and p.row_role = 'item'
    union all
    select c.submission_id, c.row_key, null, c.sheet, c.cell_ref, c.row_no, c.column_key, c.canonical_value
    from raw.reported_cells c
    where c.submission_id = any({submission_ids}) and c.column_key = 'keo_dai'
        and c.row_role = 'item' and c.cell_status = 'accepted'
),
lines as (
    select c.*, max(c.before_period) over line as of_period,
        max(c.canonical_value) filter (where c.column_key = 'tong_kh') over line
            - max(c.canonical_value) filter (where c.column_key = 'gn_lk') over line
            - coalesce(max(c.canonical_value) filter (where c.column_key = 'huy') over line, 0) as left_over
    from cells c
    window line as (partition by c.submission_id, c.row_key)
)
select l.submission_id, l.sheet, l.cell_ref, l.left_over, l.of_period as before_period
from lines l
where l.column_key = 'keo_dai' and l.canonical_value > greatest(l.left_over, 0) + 1000000
    and l.left_over is not null
order by l.submission_id, l.row_no
