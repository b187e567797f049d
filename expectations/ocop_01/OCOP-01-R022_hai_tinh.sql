-- The same product of the same producer on the lists of two provinces for one quarter.
with alike as (
    select o.is_judged, o.reporter, c.submission_id, c.sheet, c.cell_ref, c.row_no,
        min(o.reporter) over same as first, max(o.reporter) over same as last,
        min(o.admin_unit_code) over same <> max(o.admin_unit_code) over same as is_shared
    from control.reports_beside({submission_ids}) o
    join raw.reported_cells c on c.submission_id = o.report_id and c.column_key = 'ten_san_pham' and c.cell_status = 'accepted'
    window same as (partition by o.period_end, c.row_key)
)
select a.submission_id, a.sheet, a.cell_ref, case when a.first = a.reporter then a.last else a.first end as other
from alike a
where a.is_judged and a.is_shared
order by a.submission_id, a.row_no
