-- Assigned and carried-over capital: the summary against the lines of VON-01 in force for the month of the same day. A plan
-- in a line of an earlier year is VON-01-R013's matter.
select c.submission_id, c.sheet, c.cell_ref, sum(p.canonical_value) as expected
from control.reports_of_form({submission_ids}, 'VON-01') o
join raw.reported_cells c on c.submission_id = o.submission_id and c.as_of_date = o.report_end
join raw.cells_in_force p on p.submission_id = o.report_id and p.row_role = 'item'
    and p.indicator_code = c.indicator_code and (p.column_key = 'keo_dai' or p.column_key = 'kh_giao'
        and coalesce(p.origin_year, extract(year from o.report_end)) = extract(year from o.report_end))
where c.indicator_code in ('FN.KH_GIAO', 'FN.KEODAI')
    and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
group by c.submission_id, c.sheet, c.cell_ref, c.row_no, c.canonical_value
having abs(sum(p.canonical_value) - c.canonical_value) > 500000 * (count(*) + 1)
order by c.submission_id, c.row_no
