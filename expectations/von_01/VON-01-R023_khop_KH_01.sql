-- All assigned capital of the year against the plan of KH-01 in force; 0.5 triệu đồng a line is rounding.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, s.period_code
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
assigned as (
    select c.submission_id, sum(c.canonical_value) as total, count(*) as n_lines
    from raw.reported_cells c
    where c.submission_id = any({submission_ids})
        and c.column_key = 'kh_giao' and c.row_role = 'item' and c.cell_status = 'accepted'
    group by c.submission_id
)
select j.submission_id, c.sheet, c.cell_ref, p.canonical_value as expected
from judged j
join assigned a using (submission_id)
join control.submissions s on s.form_code = 'KH-01' and s.admin_unit_code = j.admin_unit_code
    and s.period_code = left(j.period_code, 4) and s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
join raw.reported_cells p on p.submission_id = s.submission_id and p.indicator_code = 'FN.KH_GIAO'
    and p.breakdown_code = '_T' and p.value_kind = 'target' and p.cell_status = 'accepted'
left join raw.reported_cells c on c.submission_id = j.submission_id and c.column_key = 'kh_giao' and c.row_role = 'total'
where abs(a.total - p.canonical_value) > 500000 * (a.n_lines + 1)
order by j.submission_id
