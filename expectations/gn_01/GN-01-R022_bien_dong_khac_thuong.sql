-- The change of poor households of a commune beside the communes of its province: modified z-score of its logarithm, threshold 5.
with moved as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, o.canonical_value as opening,
        ln(c.canonical_value + 1) - ln(o.canonical_value + 1) as x
    from raw.reported_cells c
    join raw.reported_cells o on o.submission_id = c.submission_id and o.row_key = c.row_key and o.column_key = 'dau_ky'
    where c.submission_id = any({submission_ids}) and c.column_key = 'cuoi_ky'
        and c.row_role = 'item' and c.cell_status = 'accepted' and o.cell_status = 'accepted'
        and o.canonical_value >= 20 and c.canonical_value >= 0
),
middle as (
    select m.submission_id, percentile_cont(0.5) within group (order by m.x) as median
    from moved m group by m.submission_id having count(*) >= 10
),
spread as (
    select m.submission_id, d.median, percentile_cont(0.5) within group (order by abs(m.x - d.median)) as mad
    from moved m join middle d using (submission_id) group by m.submission_id, d.median
)
select m.submission_id, m.sheet, m.cell_ref, m.opening, round((0.6745 * (m.x - s.median) / s.mad)::numeric, 1)::text as z
from moved m
join spread s using (submission_id)
where s.mad > 0 and 0.6745 * abs(m.x - s.median) > 5 * s.mad
order by m.submission_id, m.row_no
