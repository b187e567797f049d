-- The share of the plan that a province has disbursed beside the other provinces of the month: modified z-score, threshold 3.5.
with known as (
    select s.period_code, s.admin_unit_code, c.submission_id, c.sheet, c.cell_ref, 100 * c.canonical_value / p.canonical_value as x
    from control.submissions s
    join raw.reported_cells c on c.submission_id = s.submission_id and c.column_key = 'gn_lk' and c.row_role = 'total'
    join raw.reported_cells p on p.submission_id = s.submission_id and p.column_key = 'tong_kh' and p.row_role = 'total'
    where s.form_code = 'VON-01' and s.period_code in (select j.period_code from control.submissions j where j.submission_id = any({submission_ids}))
        and (s.submission_id = any({submission_ids}) or s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted'))
        and c.cell_status = 'accepted' and p.cell_status = 'accepted' and p.canonical_value > 0
),
middle as (
    select k.period_code, percentile_cont(0.5) within group (order by k.x) as median
    from known k group by k.period_code having count(distinct k.admin_unit_code) >= 10
),
spread as (
    select k.period_code, d.median, percentile_cont(0.5) within group (order by abs(k.x - d.median)) as mad
    from known k join middle d using (period_code) group by k.period_code, d.median
)
select k.submission_id, k.sheet, k.cell_ref, round(k.x, 2)::text as rate, round(s.median::numeric, 2)::text as median,
    round((0.6745 * (k.x - s.median) / s.mad)::numeric, 1)::text as z
from known k
join spread s using (period_code)
where k.submission_id = any({submission_ids}) and s.mad > 0 and 0.6745 * abs(k.x - s.median) > 3.5 * s.mad
order by k.submission_id, k.cell_ref
