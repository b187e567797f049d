-- An obstacle that the last quarter in force called solved is open again.
select c.submission_id, c.sheet, c.cell_ref, c.before_period
from control.figures_and_before({submission_ids}, array['tinh_trang']) c
where c.before = 2 and c.figure < 2
order by c.submission_id, c.row_no, c.column_no
