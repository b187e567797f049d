-- A product of the last quarter in force that has not expired is not on the list any more.
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
    select submission_id, row_key, min(row_no) as row_no,
        max(as_of_date) filter (where column_key = 'ngay_het_han' and cell_status = 'accepted') as expiry,
        max(value_text) filter (where column_key = 'ten_san_pham') as row_name
    from raw.reported_cells
    where row_key is not null and submission_id in (select submission_id from before union all select before_id from before)
    group by submission_id, row_key
)
select b.submission_id, null as sheet, null as cell_ref, p.row_name, b.before_period, to_char(p.expiry, 'DD/MM/YYYY') as expiry
from before b
join control.submissions s using (submission_id)
join lines p on p.submission_id = b.before_id
left join lines c on c.submission_id = b.submission_id and c.row_key = p.row_key
where p.expiry >= s.as_of_date and c.row_key is null
order by b.submission_id, p.row_no
