-- The target of communes that meet the standard against the last summary in force before the year, inside one set of criteria.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, s.period_code
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
before as (
    select distinct on (j.submission_id) j.submission_id, e.submission_id as before_id, to_char(e.as_of_date, 'DD/MM/YYYY') as before_period
    from judged j
    join control.submissions e using (admin_unit_code)
    where e.form_code = 'TH-01' and e.as_of_date < make_date(left(j.period_code, 4)::int, 1, 1)
        and (left(j.period_code, 4) < '2026' or e.as_of_date >= '2026-02-15')
        and e.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
    order by j.submission_id, e.as_of_date desc, e.revision_no desc
)
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as before, b.before_period
from before b
join raw.reported_cells c on c.submission_id = b.submission_id and c.indicator_code = 'NTM.XA_DC' and c.breakdown_code = '_T'
join raw.reported_cells p on p.submission_id = b.before_id and p.indicator_code = 'NTM.XA_DC' and p.breakdown_code = '_T'
where c.cell_status = 'accepted' and p.cell_status = 'accepted' and c.value_kind = 'target' and p.value_kind = 'actual'
    and c.canonical_value < p.canonical_value
order by c.submission_id, c.row_no
