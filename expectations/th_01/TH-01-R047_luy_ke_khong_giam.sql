-- Figures cumulated from the start of the year or of the phase against the last summary in force of that year or phase.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, s.as_of_date
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
before as (
    select distinct on (j.submission_id) j.submission_id, j.as_of_date, e.submission_id as before_id, e.as_of_date as before_day
    from judged j
    join control.submissions e using (source_code, admin_unit_code, form_code)
    where e.status in ('accepted', 'accepted_with_warnings', 'partially_accepted') and e.as_of_date < j.as_of_date
    order by j.submission_id, e.as_of_date desc, e.revision_no desc
)
select c.submission_id, c.sheet, c.cell_ref, p.canonical_value as before, to_char(b.before_day, 'DD/MM/YYYY') as before_period
from before b
join raw.reported_cells c on c.submission_id = b.submission_id and c.as_of_date = b.as_of_date
join raw.reported_cells p on p.submission_id = b.before_id and p.as_of_date = b.before_day
    and p.indicator_code = c.indicator_code and p.breakdown_code = c.breakdown_code
where c.indicator_code in ('FN.GN_LK', 'DT.XA_RA', 'DT.THON_RA', 'NTM.XA_TANG_GD', 'NTM.THON_TANG_GD')
    and c.value_kind = 'actual' and p.value_kind = 'actual' and c.cell_status = 'accepted' and p.cell_status = 'accepted'
    and c.canonical_value < p.canonical_value
    and case c.indicator_code
        when 'FN.GN_LK' then date_trunc('year', b.as_of_date) = date_trunc('year', b.before_day)
        else (b.as_of_date < '2026-01-01') = (b.before_day < '2026-01-01')
    end
order by c.submission_id, c.row_no
