-- The poverty rate of a province beside the other provinces of the year: modified z-score of its logarithm, threshold 3.5.
with known as (
    select o.is_judged, c.submission_id, c.sheet, c.cell_ref, ln(c.canonical_value + 1) as x,
        control.spread(ln(c.canonical_value + 1)) over (partition by o.period_end) as spread
    from control.reports_beside({submission_ids}) o
    join raw.reported_cells c on c.submission_id = o.report_id and c.column_key = 'tl_ho_ngheo' and c.row_role = 'total'
    where c.cell_status = 'accepted' and c.canonical_value >= 0
)
select k.submission_id, k.sheet, k.cell_ref, round((exp(k.spread[1]) - 1)::numeric, 2)::text as median,
    round(control.modified_z(k.x, k.spread, 10)::numeric, 1)::text as z
from known k
where k.is_judged and abs(control.modified_z(k.x, k.spread, 10)) > 3.5
order by k.submission_id, k.cell_ref
