-- The plan of a line about 1,000 times (300 to 3,000) that of the last month of the same plan year in force, or a thousandth of it.
select c.submission_id, c.sheet, c.cell_ref, c.before, c.before_period
from control.figures_and_before({submission_ids}, array['kh_giao']) c
where c.years_ago = 0 and c.figure > 0 and c.before > 0
    and (c.figure / c.before between 300 and 3000 or c.before / c.figure between 300 and 3000)
order by c.submission_id, c.row_no, c.column_no
