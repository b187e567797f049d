-- Assigned and carried-over capital: the summary against the lines of VON-01 in force for the month of the same day. A plan
-- in a line of an earlier year is VON-01-R013's matter.
with judged as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, c.admin_unit_code, c.as_of_date, c.indicator_code, c.canonical_value
    from raw.reported_cells c
    where c.submission_id = any({submission_ids}) and c.indicator_code in ('FN.KH_GIAO', 'FN.KEODAI')
        and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
),
parts as (
    select s.admin_unit_code, s.as_of_date, c.indicator_code as indicator_code, sum(c.canonical_value) as expected, count(*) as n_lines
    from control.submissions s
    join raw.reported_cells c using (submission_id)
    where s.form_code = 'VON-01' and s.admin_unit_code in (select j.admin_unit_code from judged j)
        and s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
        and c.row_role = 'item' and c.cell_status = 'accepted'
        and (c.column_key = 'keo_dai' or c.column_key = 'kh_giao'
            and coalesce(c.origin_year, extract(year from s.as_of_date)) = extract(year from s.as_of_date))
    group by s.submission_id, s.admin_unit_code, s.as_of_date, c.indicator_code
)
select j.submission_id, j.sheet, j.cell_ref, p.expected
from judged j
join parts p on p.admin_unit_code = j.admin_unit_code and p.as_of_date = j.as_of_date and p.indicator_code = j.indicator_code
where abs(p.expected - j.canonical_value) > 500000 * (p.n_lines + 1)
order by j.submission_id, j.row_no
