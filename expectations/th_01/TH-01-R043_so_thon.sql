-- Villages: the summary against the communes of NTM-01 in force for a quarter that ends on the same day, where all communes
-- of the summary are there (TH-01-R021 speaks of one that is not).
with judged as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, c.admin_unit_code, c.as_of_date, c.indicator_code, c.canonical_value,
        (select max(x.canonical_value) from raw.reported_cells x
            where x.submission_id = c.submission_id and x.indicator_code = 'CT.XA' and x.breakdown_code = '_T'
                and x.value_kind = 'actual' and x.cell_status = 'accepted') as communes
    from raw.reported_cells c
    where c.submission_id = any({submission_ids}) and c.indicator_code in ('CT.THON', 'NTM.THON_DC')
        and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
),
parts as (
    select s.admin_unit_code, s.as_of_date, c.indicator_code as indicator_code, sum(c.canonical_value) as expected, count(distinct c.row_key) as n_lines
    from control.submissions s
    join raw.reported_cells c using (submission_id)
    where s.form_code = 'NTM-01' and s.admin_unit_code in (select j.admin_unit_code from judged j)
        and s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
        and c.row_role = 'item' and c.cell_status = 'accepted'
        and c.indicator_code in ('CT.THON', 'NTM.THON_DC') and c.breakdown_code = '_T'
    group by s.submission_id, s.admin_unit_code, s.as_of_date, c.indicator_code
)
select j.submission_id, j.sheet, j.cell_ref, p.expected
from judged j
join parts p on p.admin_unit_code = j.admin_unit_code and p.as_of_date = j.as_of_date and p.indicator_code = j.indicator_code
where p.expected <> j.canonical_value and coalesce(j.communes, p.n_lines) = p.n_lines
order by j.submission_id, j.row_no
