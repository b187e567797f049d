-- Villages: the summary against the communes of NTM-01 in force for a quarter that ends on the same day, where all communes
-- of the summary are there (TH-01-R021 speaks of one that is not).
select c.submission_id, c.sheet, c.cell_ref, sum(p.canonical_value) as expected
from control.reports_of_form({submission_ids}, 'NTM-01') o
join raw.reported_cells c on c.submission_id = o.submission_id and c.as_of_date = o.report_end
join raw.cells_in_force p on p.submission_id = o.report_id and p.row_role = 'item'
    and p.indicator_code = c.indicator_code and p.breakdown_code = '_T'
where c.indicator_code in ('CT.THON', 'NTM.THON_DC')
    and c.breakdown_code = '_T' and c.value_kind = 'actual' and c.cell_status = 'accepted'
group by c.submission_id, c.sheet, c.cell_ref, c.row_no, c.canonical_value
having sum(p.canonical_value) <> c.canonical_value
    and count(distinct p.row_key) = coalesce((
        select max(x.canonical_value) from raw.reported_cells x
        where x.submission_id = c.submission_id and x.indicator_code = 'CT.XA' and x.breakdown_code = '_T'
            and x.value_kind = 'actual' and x.cell_status = 'accepted'), count(distinct p.row_key))
order by c.submission_id, c.row_no
