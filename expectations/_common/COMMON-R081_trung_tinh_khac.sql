-- The figures of a report, in their order, equal those of another province for the same form and period.
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
),
figures as (
    select c.submission_id, count(*) as same, count(*) filter (where c.canonical_value <> 0) as filled,
        count(distinct c.canonical_value) as different,
        md5(string_agg(trim_scale(c.canonical_value)::text, '|' order by c.block_code, c.row_no, c.column_no, c.part_no)) as content
    from raw.reported_cells c
    where c.submission_id in (select o.submission_id from others o union select o.other_id from others o)
        and c.row_role = 'item' and c.cell_role = 'value' and c.cell_status = 'accepted' and c.indicator_code is not null
    group by c.submission_id
)
select o.submission_id, null as sheet, null as cell_ref, f.same,
    coalesce((select max(n.name_vi) from control.sources n where n.source_code = o.other_source), o.other_source) as other
from others o
join figures f on f.submission_id = o.submission_id
join figures p on p.submission_id = o.other_id
where f.filled >= 20 and f.different >= 10 and f.content = p.content
order by o.submission_id
