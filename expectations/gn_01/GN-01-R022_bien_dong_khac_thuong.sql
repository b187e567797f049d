-- The change of poor households of a commune beside the communes of its province: modified z-score of its logarithm, threshold 5.
with cells as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, c.column_key, c.canonical_value as closing,
        max(c.canonical_value) filter (where c.column_key = 'dau_ky') over (partition by c.submission_id, c.row_key) as opening
    from raw.reported_cells c
    where c.submission_id = any({submission_ids}) and c.column_key in ('dau_ky', 'cuoi_ky')
        and c.row_role = 'item' and c.cell_status = 'accepted'
),
moved as (
    select c.*, ln(c.closing + 1) - ln(c.opening + 1) as x,
        control.spread(ln(c.closing + 1) - ln(c.opening + 1)) over (partition by c.submission_id) as spread
    from cells c
    where c.column_key = 'cuoi_ky' and c.opening >= 20 and c.closing >= 0
)
select m.submission_id, m.sheet, m.cell_ref, m.opening, round(control.modified_z(m.x, m.spread, 10)::numeric, 1)::text as z
from moved m
where abs(control.modified_z(m.x, m.spread, 10)) > 5
order by m.submission_id, m.row_no
