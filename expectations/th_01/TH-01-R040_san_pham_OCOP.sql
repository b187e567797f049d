-- OCOP products: the summary against the lines of OCOP-01 in force for a quarter that ends on the same day.
with judged as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, c.admin_unit_code, c.as_of_date, c.indicator_code, c.canonical_value
    from raw.reported_cells c
    where c.submission_id = any({submission_ids}) and c.indicator_code in ('OCOP.SP', 'OCOP.SP3', 'OCOP.SP4', 'OCOP.SP5')
        and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
),
products as (
    select s.submission_id, s.admin_unit_code, s.as_of_date, c.value as stars
    from control.submissions s
    join raw.reported_cells c using (submission_id)
    where s.form_code = 'OCOP-01' and s.admin_unit_code in (select j.admin_unit_code from judged j)
        and s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
        and c.column_key = 'so_sao' and c.cell_status = 'accepted'
),
counted as (
    select j.submission_id, j.sheet, j.cell_ref, j.row_no, j.canonical_value,
        count(*) filter (where j.indicator_code = 'OCOP.SP' or right(j.indicator_code, 1) = p.stars::int::text) as expected
    from judged j
    join products p using (admin_unit_code, as_of_date)
    group by j.submission_id, j.sheet, j.cell_ref, j.row_no, j.canonical_value
)
select c.submission_id, c.sheet, c.cell_ref, c.expected
from counted c
where c.expected <> c.canonical_value
order by c.submission_id, c.row_no
