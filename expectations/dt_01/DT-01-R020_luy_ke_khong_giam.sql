-- Figures cumulated from the start of the phase against the last quarter of the same phase in force.
select c.submission_id, c.sheet, c.cell_ref, c.before, c.before_period
from control.figures_and_before({submission_ids},
    array['ht_dat_o', 'ht_nha_o', 'ht_dat_sx', 'ht_nghe', 'ht_nuoc', 'ct_nuoc', 'thon_ra', 'xa_ra']) c
where c.figure < c.before and 'plan_phase' <> all(c.breaks)
order by c.submission_id, c.row_no, c.column_no
