-- The planned capital about 1,000 times (300 to 3,000) that of the year before in force, or a thousandth of it.
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as before, b.before_period
from control.reports_before({submission_ids}) b
join raw.reported_cells c using (submission_id)
join raw.cells_in_force p on p.submission_id = b.report_id and p.indicator_code = c.indicator_code
    and p.breakdown_code = c.breakdown_code and p.value_kind = c.value_kind
where b.years_ago = 1 and b.nth_of_year = 1
    and c.value_kind = 'target' and c.cell_status = 'accepted'
    and c.indicator_code = 'FN.KH_GIAO'
    and c.canonical_value > 0 and p.canonical_value > 0
    and (c.canonical_value / p.canonical_value between 300 and 3000
        or p.canonical_value / c.canonical_value between 300 and 3000)
order by c.submission_id, c.row_no
