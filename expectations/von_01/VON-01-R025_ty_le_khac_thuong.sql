-- The share of the plan that a province has disbursed beside the other provinces of the month: modified z-score, threshold 3.5.
with known as (
    select o.is_judged, c.submission_id, c.sheet, c.cell_ref, 100 * c.canonical_value / p.canonical_value as x,
        control.spread(100 * c.canonical_value / p.canonical_value) over (partition by o.period_end) as spread
    from control.reports_beside({submission_ids}) o
    join raw.reported_cells c on c.submission_id = o.report_id and c.column_key = 'gn_lk' and c.row_role = 'total'
    join raw.reported_cells p on p.submission_id = o.report_id and p.column_key = 'tong_kh' and p.row_role = 'total'
    where c.cell_status = 'accepted' and p.cell_status = 'accepted' and p.canonical_value > 0
)
select k.submission_id, k.sheet, k.cell_ref, round(k.x, 2)::text as rate, round(k.spread[1]::numeric, 2)::text as median,
    round(control.modified_z(k.x, k.spread, 10)::numeric, 1)::text as z
from known k
where k.is_judged and abs(control.modified_z(k.x, k.spread, 10)) > 3.5
order by k.submission_id, k.cell_ref
