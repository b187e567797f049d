-- Targets of levels against those of the year before in force; communes and villages inside one set of criteria and on one map, units
-- that leave the difficult list inside one phase.
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as before, b.before_period
from control.reports_before({submission_ids}) b
join raw.reported_cells c using (submission_id)
join raw.cells_in_force p on p.submission_id = b.report_id and p.indicator_code = c.indicator_code
    and p.breakdown_code = c.breakdown_code and p.value_kind = c.value_kind
where b.years_ago = 1 and b.nth_of_year = 1
    and c.value_kind = 'target' and c.cell_status = 'accepted'
    and c.indicator_code in ('NTM.XA_DC', 'NTM.THON_DC', 'OCOP.SP', 'DT.XA_RA', 'DT.THON_RA')
    and c.canonical_value < p.canonical_value
    and (c.indicator_code not like 'NTM.%' or not b.breaks && array['commune_criteria', 'communes'])
    and (c.indicator_code not like 'DT.%' or 'plan_phase' <> all(b.breaks))
order by c.submission_id, c.row_no
