-- OCOP products: the summary against the lines of OCOP-01 in force for a quarter that ends on the same day.
select c.submission_id, c.sheet, c.cell_ref, count(*) filter (
        where c.indicator_code = 'OCOP.SP' or right(c.indicator_code, 1) = p.value::int::text) as expected
from control.reports_of_form({submission_ids}, 'OCOP-01') o
join raw.reported_cells c on c.submission_id = o.submission_id and c.as_of_date = o.report_end
join raw.cells_in_force p on p.submission_id = o.report_id and p.row_role = 'item'
    and p.column_key = 'so_sao'
where c.indicator_code in ('OCOP.SP', 'OCOP.SP3', 'OCOP.SP4', 'OCOP.SP5')
    and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
group by c.submission_id, c.sheet, c.cell_ref, c.row_no, c.canonical_value
having count(*) filter (
        where c.indicator_code = 'OCOP.SP' or right(c.indicator_code, 1) = p.value::int::text)
    <> c.canonical_value
order by c.submission_id, c.row_no
