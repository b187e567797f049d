-- Poor households of a commune at the end of the year against GN-02 of the same year in force.
select c.submission_id, c.sheet, c.cell_ref, c.expected
from control.figures_and_year({submission_ids}, 'cuoi_ky', 'GN-02', 'ho_ngheo') c
where c.figure <> c.expected
order by c.submission_id, c.row_no
