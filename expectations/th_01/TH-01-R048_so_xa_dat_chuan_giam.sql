-- Communes that meet the standard against the last summary in force, inside one set of criteria and on one map.
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as before, to_char(b.report_day, 'DD/MM/YYYY') as before_period
from control.reports_before({submission_ids}) b
join raw.reported_cells c on c.submission_id = b.submission_id and c.as_of_date = b.as_of_date
join raw.cells_in_force p on p.submission_id = b.report_id and p.as_of_date = b.report_day
    and p.indicator_code = c.indicator_code and p.breakdown_code = c.breakdown_code
where b.nth = 1
    and c.indicator_code = 'NTM.XA_DC'
    and c.value_kind = 'actual' and p.value_kind = 'actual' and c.cell_status = 'accepted'
    and c.canonical_value < p.canonical_value
    and not b.breaks && array['commune_criteria', 'communes']
order by c.submission_id, c.row_no
