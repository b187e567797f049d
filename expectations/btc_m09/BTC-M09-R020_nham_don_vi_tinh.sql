-- Revenue, expenditure and transfers of a province about 1,000 times those of the year before in force, or a thousandth.
select c.submission_id, c.sheet, c.cell_ref, c.before, c.before_period
from control.figures_and_before({submission_ids}, array['thu_nsnn', 'chi', 'bs_candoi', 'bs_muctieu']) c
where c.years_ago = 1 and c.figure > 0 and c.before > 0
    and (c.figure / c.before between 300 and 3000 or c.before / c.figure between 300 and 3000)
order by c.submission_id, c.row_no, c.column_no
