-- Rates of a province beside the other provinces on the same day: modified z-score, threshold 3.5.
with known as (
    select c.indicator_code || c.as_of_date as asked, s.admin_unit_code, c.submission_id, c.sheet, c.cell_ref, c.canonical_value as x
    from control.submissions s
    join raw.reported_cells c using (submission_id)
    where s.form_code = 'TH-01' and s.as_of_date in (select j.as_of_date from control.submissions j where j.submission_id = any({submission_ids}))
        and (s.submission_id = any({submission_ids}) or s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted'))
        and c.indicator_code in ('GN.TL_HN', 'GN.TL_HCN', 'NTM.TL_XA_DC', 'FN.TL_GN_TONG') and c.breakdown_code = '_T'
        and c.value_kind = 'actual' and c.cell_status = 'accepted'
),
middle as (
    select k.asked, percentile_cont(0.5) within group (order by k.x) as median
    from known k group by k.asked having count(distinct k.admin_unit_code) >= 10
),
spread as (
    select k.asked, d.median, percentile_cont(0.5) within group (order by abs(k.x - d.median)) as mad
    from known k join middle d using (asked) group by k.asked, d.median
)
select k.submission_id, k.sheet, k.cell_ref, round(s.median::numeric, 2)::text as median,
    round((0.6745 * (k.x - s.median) / s.mad)::numeric, 1)::text as z
from known k
join spread s using (asked)
where k.submission_id = any({submission_ids}) and s.mad > 0 and 0.6745 * abs(k.x - s.median) > 3.5 * s.mad
order by k.submission_id, k.cell_ref
