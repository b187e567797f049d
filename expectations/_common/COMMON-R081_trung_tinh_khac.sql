-- The figures of a report, in their order, equal those of another province for the same form and period.
with reports as (
    select o.report_id, o.is_judged, o.admin_unit_code, o.reporter, o.period_end, count(*) as same,
        count(*) filter (where c.canonical_value <> 0) as filled, sum(c.canonical_value) as total
    from control.reports_beside({submission_ids}) o
    join raw.reported_cells c on c.submission_id = o.report_id
    where c.row_role = 'item' and c.cell_role = 'value' and c.cell_status = 'accepted' and c.indicator_code is not null
    group by o.report_id, o.is_judged, o.admin_unit_code, o.reporter, o.period_end
),
pairs as (                                   -- few: whose figures are as many and add up alike
    select f.report_id, f.same, p.report_id as other_id, p.reporter as other
    from reports f
    join reports p on (p.period_end, p.same, p.total) = (f.period_end, f.same, f.total) and p.admin_unit_code <> f.admin_unit_code
    where f.is_judged and f.filled >= 20
),
contents as (
    select c.submission_id, count(distinct c.canonical_value) as different,
        md5(string_agg(trim_scale(c.canonical_value)::text, '|' order by c.block_code, c.row_no, c.column_no, c.part_no)) as content
    from raw.reported_cells c
    where c.submission_id in (select x.report_id from pairs x union select x.other_id from pairs x)
        and c.row_role = 'item' and c.cell_role = 'value' and c.cell_status = 'accepted' and c.indicator_code is not null
    group by c.submission_id
)
select x.report_id as submission_id, null as sheet, null as cell_ref, x.same, x.other
from pairs x
join contents f on f.submission_id = x.report_id
join contents p on p.submission_id = x.other_id
where f.different >= 10 and f.content = p.content
order by x.report_id, x.other
