-- The poverty rate of a province beside the other provinces of the year: modified z-score of its logarithm, threshold 3.5.
with known as (
    select s.period_code, s.admin_unit_code, c.submission_id, c.sheet, c.cell_ref, ln(c.canonical_value + 1) as x
    from control.submissions s
    join raw.reported_cells c using (submission_id)
    where s.form_code = 'GN-02' and s.period_code in (select j.period_code from control.submissions j where j.submission_id = any({submission_ids}))
        and (s.submission_id = any({submission_ids}) or s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted'))
        and c.column_key = 'tl_ho_ngheo' and c.row_role = 'total' and c.cell_status = 'accepted' and c.canonical_value >= 0
),
middle as (
    select k.period_code, percentile_cont(0.5) within group (order by k.x) as median
    from known k group by k.period_code having count(distinct k.admin_unit_code) >= 10
),
spread as (
    select k.period_code, d.median, percentile_cont(0.5) within group (order by abs(k.x - d.median)) as mad
    from known k join middle d using (period_code) group by k.period_code, d.median
)
select k.submission_id, k.sheet, k.cell_ref, round((exp(s.median) - 1)::numeric, 2)::text as median,
    round((0.6745 * (k.x - s.median) / s.mad)::numeric, 1)::text as z
from known k
join spread s using (period_code)
where k.submission_id = any({submission_ids}) and s.mad > 0 and 0.6745 * abs(k.x - s.median) > 3.5 * s.mad
order by k.submission_id, k.cell_ref
