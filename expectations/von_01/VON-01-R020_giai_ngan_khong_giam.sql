-- Disbursement of a line, cumulated from the start of the year, against the last month of the same plan year in force.
select c.submission_id, c.sheet, c.cell_ref, c.before, c.before_period
from control.figures_and_before({submission_ids}, array['gn_lk']) c
where c.years_ago = 0 and c.figure < c.before
order by c.submission_id, c.row_no, c.column_no
