-- Ethnic-minority households of a commune against GN-02 of the same year in force: more than 10 % apart.
select c.submission_id, c.sheet, c.cell_ref, c.expected
from control.figures_and_year({submission_ids}, 'ho_dtts', 'GN-02', 'ho_dtts') c
where c.expected >= 50 and abs(c.figure - c.expected) > 0.1 * c.expected
order by c.submission_id, c.row_no
