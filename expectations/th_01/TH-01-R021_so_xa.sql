-- Communes in scope: the summary against the commune rows of NTM-01 in force for a quarter that ends on the same day.
with judged as (
    select c.submission_id, c.sheet, c.cell_ref, c.row_no, c.admin_unit_code, c.as_of_date, c.canonical_value
    from raw.reported_cells c
    where c.submission_id = any({submission_ids})
        and c.indicator_code = 'CT.XA' and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
),
communes as (
    select n.admin_unit_code, n.ends_on, count(distinct c.row_key) as expected
    from (
        select s.submission_id, s.admin_unit_code,
            (make_date(left(s.period_code, 4)::int, right(s.period_code, 1)::int * 3, 1) + interval '1 month - 1 day')::date as ends_on
        from control.submissions s
        where s.form_code = 'NTM-01' and s.period_code ~ '^[0-9]+-Q[1-4]$'
            and s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
            and s.admin_unit_code in (select j.admin_unit_code from judged j)
    ) n
    join raw.reported_cells c using (submission_id)
    where c.row_role = 'item' and c.cell_status = 'accepted' and c.indicator_code = 'CT.XA'
    group by n.admin_unit_code, n.ends_on
)
select j.submission_id, j.sheet, j.cell_ref, n.expected
from judged j
join communes n on n.admin_unit_code = j.admin_unit_code and n.ends_on = j.as_of_date
where n.expected <> j.canonical_value
order by j.submission_id, j.row_no
