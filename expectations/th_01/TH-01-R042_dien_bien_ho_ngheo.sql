-- Opening and exits of poor households: the summary against the communes of GN-01 in force for the year that ends on the same day.
select c.submission_id, c.sheet, c.cell_ref, sum(p.canonical_value) as expected
from control.reports_of_form({submission_ids}, 'GN-01') o
join raw.reported_cells c on c.submission_id = o.submission_id and c.as_of_date = o.report_end
join raw.cells_in_force p on p.submission_id = o.report_id and p.row_role = 'item'
    and p.breakdown_code = '_T' and p.indicator_code = any(case c.indicator_code
        when 'GN.HO_THOAT' then array['GN.TRO_CN', 'GN.VUOT_CN'] else array[c.indicator_code] end)
where c.indicator_code in ('GN.HN_DK', 'GN.HO_THOAT')
    and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
group by c.submission_id, c.sheet, c.cell_ref, c.row_no, c.canonical_value
having sum(p.canonical_value) <> c.canonical_value
order by c.submission_id, c.row_no
