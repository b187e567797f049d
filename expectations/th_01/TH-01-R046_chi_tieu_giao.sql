-- The column of targets against KH-01 of the same year in force.
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as expected
from control.reports_of_form({submission_ids}, 'KH-01') o
join raw.reported_cells c on c.submission_id = o.submission_id and left(c.period_code, 4) = o.report_period
join raw.cells_in_force p on p.submission_id = o.report_id and p.indicator_code = c.indicator_code
    and p.breakdown_code = c.breakdown_code and p.value_kind = 'target'
where c.value_kind = 'target' and c.cell_status = 'accepted' and c.row_role = 'item' and c.canonical_value <> p.canonical_value
order by c.submission_id, c.row_no
