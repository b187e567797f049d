-- A product of the last quarter in force that has not expired is not on the list any more.
with products as (
    select c.submission_id, c.before_period, c.period_end, c.row_key, bool_and(c.is_before) as is_gone, min(c.row_no) as row_no,
        max(c.as_of_date) filter (where c.column_key = 'ngay_het_han') as expiry,
        max(c.value_text) filter (where c.column_key = 'ten_san_pham') as row_name
    from control.cells_and_before({submission_ids}) c
    where c.row_key is not null
    group by c.submission_id, c.before_period, c.period_end, c.row_key
)
select p.submission_id, null as sheet, null as cell_ref, p.row_name, p.before_period, to_char(p.expiry, 'DD/MM/YYYY') as expiry
from products p
where p.is_gone and p.expiry >= p.period_end
order by p.submission_id, p.row_no
