-- What a commune starts the year with against the closing of the year before in force, households and persons.
select c.submission_id, c.sheet, c.cell_ref, c.before as expected, c.before_period
from control.figures_and_before({submission_ids}, array['dau_ky', 'nk_dau_ky'], array['cuoi_ky', 'nk_cuoi_ky']) c
where c.years_ago = 1 and 'poverty_standard' <> all(c.breaks) and c.figure <> c.before
order by c.submission_id, c.row_no, c.column_no
