-- The same product of the same producer on the lists of two provinces for one quarter.
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
select c.submission_id, c.sheet, c.cell_ref,
    coalesce((select max(n.name_vi) from control.sources n where n.source_code = o.other_source), o.other_source) as other
from others o
join raw.reported_cells c on c.submission_id = o.submission_id and c.column_key = 'ten_san_pham'
join raw.reported_cells p on p.submission_id = o.other_id and p.column_key = 'ten_san_pham' and p.row_key = c.row_key
where c.cell_status = 'accepted' and p.cell_status = 'accepted'
order by c.submission_id, c.row_no
