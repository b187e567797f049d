-- All assigned capital of the year against the plan of KH-01 in force; 0.5 triệu đồng a line is rounding.
select c.submission_id, t.sheet, t.cell_ref, p.canonical_value as expected
from control.reports_of_form({submission_ids}, 'KH-01') o
join raw.cells_in_force p on p.submission_id = o.report_id and p.indicator_code = 'FN.KH_GIAO'
    and p.breakdown_code = '_T' and p.value_kind = 'target'
join raw.reported_cells c on c.submission_id = o.submission_id and c.column_key = 'kh_giao'
    and c.row_role = 'item' and c.cell_status = 'accepted'
left join raw.reported_cells t on t.submission_id = o.submission_id and t.column_key = 'kh_giao' and t.row_role = 'total'
where o.report_period = o.year
group by c.submission_id, t.sheet, t.cell_ref, p.canonical_value
having abs(sum(c.canonical_value) - p.canonical_value) > 500000 * (count(*) + 1)
order by c.submission_id
