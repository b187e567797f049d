-- Criteria met by a commune against the last quarter in force of the same set: more than 3 lost.
select c.submission_id, c.sheet, c.cell_ref, c.before, c.before_period
from control.figures_and_before({submission_ids}, array['so_tieu_chi']) c
where c.figure < c.before - 3 and 'commune_criteria' <> all(c.breaks)
order by c.submission_id, c.row_no, c.column_no
