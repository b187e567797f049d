-- A commune that met the standard in the last quarter in force of the same set of criteria and is not ticked now.
with judged as (
    select s.submission_id, s.source_code, s.admin_unit_code, s.form_code, s.period_code
    from control.submissions s
    where s.submission_id = any({submission_ids})
),
before as (
    select distinct on (j.submission_id) j.submission_id, e.submission_id as before_id, e.period_code as before_period
    from judged j
    join control.submissions e using (source_code, admin_unit_code, form_code)
    where e.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
        and e.period_code < j.period_code and (e.period_code < '2026-Q1') = (j.period_code < '2026-Q1')
    order by j.submission_id, e.period_code desc, e.revision_no desc
)
select n.submission_id, n.sheet, coalesce(c.cell_ref, h.letters || n.row_no) as cell_ref, n.value_text as row, n.row_key, n.admin_unit_code,
    'x' as expected, b.before_period
from before b
join raw.reported_cells p on p.submission_id = b.before_id and p.column_key = 'dat_chuan' and p.canonical_value = 1
join raw.reported_cells n on n.submission_id = b.submission_id and n.column_key = 'ten_xa' and n.row_key = p.row_key
left join raw.reported_cells c on c.submission_id = b.submission_id and c.column_key = 'dat_chuan' and c.row_key = p.row_key
left join lateral (
    select regexp_replace(t.cell_ref, '[0-9]+$', '') as letters from raw.reported_cells t
    where t.submission_id = b.submission_id and t.sheet = n.sheet and t.column_key = 'dat_chuan' limit 1
) h on true
where p.row_role = 'item' and p.cell_status = 'accepted' and n.row_role = 'item'
    and (c.cell_ref is null or (c.cell_status = 'accepted' and c.canonical_value = 0))
    and not exists (select from raw.reported_cells a where a.submission_id = b.submission_id and a.row_key = p.row_key
        and a.column_key in ('nang_cao', 'kieu_mau', 'hien_dai') and a.canonical_value = 1)
order by n.submission_id, n.row_no
