-- The target of communes that meet the standard against the last summary in force before the year, inside one set of criteria and
-- on one map.
with summaries as (
    select o.*, row_number() over (partition by o.submission_id order by o.report_end desc, o.report_day desc) as nth
    from control.reports_of_form({submission_ids}, 'TH-01') o
    where o.report_end < make_date(o.year::int, 1, 1)
)
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as before, to_char(o.report_day, 'DD/MM/YYYY') as before_period
from summaries o
join raw.reported_cells c using (submission_id)
join raw.cells_in_force p on p.submission_id = o.report_id and p.as_of_date = o.report_day
    and p.indicator_code = c.indicator_code and p.breakdown_code = c.breakdown_code
where o.nth = 1 and not o.breaks && array['commune_criteria', 'communes']
    and c.indicator_code = 'NTM.XA_DC' and c.breakdown_code = '_T' and c.cell_status = 'accepted'
    and c.value_kind = 'target' and p.value_kind = 'actual'
    and c.canonical_value < p.canonical_value
order by c.submission_id, c.row_no
