-- Cumulative disbursement: the summary against the lines of VON-01 in force for the month of the same day; 0.5 triệu đồng a line is rounding.
with judged as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, c.admin_unit_code, c.as_of_date, c.canonical_value
    from raw.reported_cells c
    where c.submission_id = any({submission_ids})
        and c.indicator_code = 'FN.GN_LK' and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
),
capital as (
    select s.admin_unit_code, (to_date(s.period_code, 'YYYY-MM') + interval '1 month - 1 day')::date as ends_on,
        sum(c.canonical_value) as expected, count(*) as n_lines
    from control.submissions s
    join raw.reported_cells c using (submission_id)
    where s.form_code = 'VON-01' and s.period_code ~ '^[0-9]+-[0-9][0-9]$'
        and s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
        and s.admin_unit_code in (select j.admin_unit_code from judged j)
        and c.column_key = 'gn_lk' and c.row_role = 'item' and c.cell_status = 'accepted'
    group by s.submission_id, s.admin_unit_code, s.period_code
)
select j.submission_id, j.sheet, j.cell_ref, v.expected
from judged j
join capital v on v.admin_unit_code = j.admin_unit_code and v.ends_on = j.as_of_date
where abs(v.expected - j.canonical_value) > 500000 * (v.n_lines + 1)
order by j.submission_id, j.row_no
