-- Changes that no published build has taken in: those that wait for one, and those of a build that has not been published. What was
-- taken in is kept for ever, therefore each is found by the key of its build.
create or replace view control.open_changes as
select c.* from control.changed_slices c where c.build_id is null
union all
select c.* from control.changed_slices c join control.builds b using (build_id) where b.status <> 'published';
