-- Figures in force, for rules that compare with what was accepted before: the accepted cells of every submission in force, of a
-- form that is accepted block by block those of the blocks in which it is.
create or replace view raw.cells_in_force as
select s.source_code, s.form_code, s.period_code as slice_period_code, s.admin_unit_code as province_unit_code, c.*
from control.submissions s
join raw.reported_cells c using (submission_id)
where s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
    and c.cell_status = 'accepted'
    and coalesce(c.block_code = any(s.blocks_in_force), s.blocks_in_force is null)
    and not coalesce(c.block_code = any(s.blocks_left_out), false);
