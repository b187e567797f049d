-- All households of a commune against the year before in force: a change above 20 %.
select c.submission_id, c.sheet, c.cell_ref, c.before, c.before_period
from control.figures_and_before({submission_ids}, array['so_ho']) c
where c.years_ago = 1 and c.before >= 100 and abs(c.figure - c.before) > 0.2 * c.before
order by c.submission_id, c.row_no, c.column_no
