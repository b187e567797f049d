-- The words of an obstacle (60 characters or more) are those of another province for the same quarter.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, s.period_code
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
others as (
    select distinct j.submission_id, e.submission_id as other_id, e.source_code as other_source
    from judged j
    join control.submissions e using (form_code, period_code)
    where e.admin_unit_code <> j.admin_unit_code
        and (e.submission_id = any({submission_ids}) or e.status in ('accepted', 'accepted_with_warnings', 'partially_accepted'))
)
select distinct on (c.submission_id, c.cell_ref) c.submission_id, c.sheet, c.cell_ref,
    coalesce((select max(n.name_vi) from control.sources n where n.source_code = o.other_source), o.other_source) as other
from others o
join raw.reported_cells c on c.submission_id = o.submission_id and c.column_key = 'noi_dung' and c.cell_status = 'accepted'
join raw.reported_cells p on p.submission_id = o.other_id and p.column_key = 'noi_dung' and p.cell_status = 'accepted'
where length(c.value_text) >= 60 and lower(c.value_text) = lower(p.value_text)
order by c.submission_id, c.cell_ref, o.other_source
