-- The stars of a product changed although the decision is the one of the last quarter in force.
with products as (
    select c.submission_id, c.before_period, c.row_key, min(c.row_no) filter (where not c.is_before) as row_no,
        max(c.sheet) filter (where not c.is_before) as sheet,
        max(c.cell_ref) filter (where not c.is_before and c.column_key = 'so_sao') as cell_ref,
        max(c.value) filter (where not c.is_before and c.column_key = 'so_sao') as stars,
        max(c.value) filter (where c.is_before and c.column_key = 'so_sao') as before,
        max(c.value_text) filter (where not c.is_before and c.column_key = 'so_quyet_dinh') as decision,
        max(c.value_text) filter (where c.is_before and c.column_key = 'so_quyet_dinh') as decision_before
    from control.cells_and_before({submission_ids}) c
    where c.column_key = 'so_quyet_dinh' or c.column_key = 'so_sao' and c.cell_status = 'accepted'
    group by c.submission_id, c.before_period, c.row_key
)
select p.submission_id, p.sheet, p.cell_ref, p.before, p.before_period, p.decision
from products p
where p.stars <> p.before and lower(trim(p.decision)) = lower(trim(p.decision_before))
order by p.submission_id, p.row_no
