-- Every figure of a report equals that of the last period in force; asked of reports with at least 20 figures that are not 0.
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
figures as (
    select c.submission_id, count(*) as same, count(*) filter (where c.canonical_value <> 0) as filled,
        md5(string_agg(concat_ws('|', c.column_key, c.indicator_code, c.breakdown_code, c.admin_unit_code, c.component_code,
            c.capital_source_code, c.origin_year, trim_scale(c.canonical_value)), ',' order by c.column_key, c.indicator_code,
            c.breakdown_code, c.admin_unit_code, c.component_code, c.capital_source_code, c.origin_year, c.value_kind)) as content
    from raw.reported_cells c
    where c.submission_id in (select b.submission_id from before b union select b.before_id from before b)
        and c.row_role = 'item' and c.cell_role = 'value' and c.cell_status = 'accepted' and c.indicator_code is not null
    group by c.submission_id
)
select b.submission_id, null as sheet, null as cell_ref, f.same, b.before_period
from before b
join figures f on f.submission_id = b.submission_id
join figures p on p.submission_id = b.before_id
where f.filled >= 20 and f.content = p.content
order by b.submission_id
