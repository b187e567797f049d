-- Communes that meet the standard: the summary against the communes of NTM-01 in force for a quarter that ends on the same day.
select c.submission_id, c.sheet, c.cell_ref, count(distinct p.row_key) filter (
        where p.column_key in ('dat_chuan', 'nang_cao', 'kieu_mau', 'hien_dai') and p.canonical_value = 1) as expected
from control.reports_of_form({submission_ids}, 'NTM-01') o
join raw.reported_cells c on c.submission_id = o.submission_id and c.as_of_date = o.report_end
join raw.cells_in_force p on p.submission_id = o.report_id and p.row_role = 'item'
where c.indicator_code = 'NTM.XA_DC'
    and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
group by c.submission_id, c.sheet, c.cell_ref, c.row_no, c.canonical_value
having count(distinct p.row_key) filter (
        where p.column_key in ('dat_chuan', 'nang_cao', 'kieu_mau', 'hien_dai') and p.canonical_value = 1) <> c.canonical_value
order by c.submission_id, c.row_no
