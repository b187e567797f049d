-- Persons of a commune against the last quarter in force: a change above 20 %.
select c.submission_id, c.sheet, c.cell_ref, c.before, c.before_period
from control.figures_and_before({submission_ids}, array['dan_so_nt']) c
where c.before >= 500 and abs(c.figure - c.before) > 0.2 * c.before
order by c.submission_id, c.row_no, c.column_no
