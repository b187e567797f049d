-- Every figure of a report equals that of the last period in force; asked of reports with at least 20 figures that are not 0.
with figures as (
    select c.submission_id, c.before_period, c.is_before, count(*) as same, count(*) filter (where c.canonical_value <> 0) as filled,
        sum(hashtextextended(concat_ws('|', c.column_key, c.indicator_code, c.breakdown_code, c.admin_unit_code, c.component_code,
            c.capital_source_code, c.origin_year, c.value_kind, trim_scale(c.canonical_value)), 0)) as content
    from control.cells_and_before({submission_ids}) c
    where c.row_role = 'item' and c.cell_role = 'value' and c.cell_status = 'accepted' and c.indicator_code is not null
    group by c.submission_id, c.before_period, c.is_before
)
select f.submission_id, null as sheet, null as cell_ref, f.same, f.before_period
from figures f
join figures p on p.submission_id = f.submission_id and p.is_before
where not f.is_before and f.filled >= 20 and (f.same, f.content) = (p.same, p.content)
order by f.submission_id
