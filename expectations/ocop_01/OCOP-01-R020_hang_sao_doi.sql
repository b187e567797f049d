-- The stars of a product changed although the decision is the one of the last quarter in force.
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
        and e.period_code < j.period_code
    order by j.submission_id, e.period_code desc, e.revision_no desc
),
lines as materialized (                      -- a row a product: cells joined with cells would be looked up one by one
    select submission_id, row_key, max(sheet) as sheet, min(row_no) as row_no,
        max(value) filter (where column_key = 'so_sao') as stars,
        max(cell_ref) filter (where column_key = 'so_sao') as cell_ref,
        max(value_text) filter (where column_key = 'so_quyet_dinh') as decision
    from raw.reported_cells
    where column_key in ('so_sao', 'so_quyet_dinh') and (column_key <> 'so_sao' or cell_status = 'accepted')
        and submission_id in (select submission_id from before union all select before_id from before)
    group by submission_id, row_key
)
select c.submission_id, c.sheet, c.cell_ref, p.stars as before, b.before_period, c.decision
from before b
join lines c using (submission_id)
join lines p on p.submission_id = b.before_id and p.row_key = c.row_key
where c.stars <> p.stars and lower(trim(c.decision)) = lower(trim(p.decision))
order by c.submission_id, c.row_no
