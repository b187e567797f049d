-- Rates of a province beside the other provinces on the same day: modified z-score, threshold 3.5.
with known as (
    select o.is_judged, c.submission_id, c.sheet, c.cell_ref, c.canonical_value as x,
        control.spread(c.canonical_value) over (partition by c.indicator_code, c.as_of_date) as spread
    from control.reports_beside({submission_ids}) o
    join raw.reported_cells c on c.submission_id = o.report_id
        and c.indicator_code in ('GN.TL_HN', 'GN.TL_HCN', 'NTM.TL_XA_DC', 'FN.TL_GN_TONG') and c.breakdown_code = '_T'
    where c.cell_status = 'accepted' and c.value_kind = 'actual'
)
select k.submission_id, k.sheet, k.cell_ref, round(k.spread[1]::numeric, 2)::text as median,
    round(control.modified_z(k.x, k.spread, 10)::numeric, 1)::text as z
from known k
where k.is_judged and abs(control.modified_z(k.x, k.spread, 10)) > 3.5
order by k.submission_id, k.cell_ref
