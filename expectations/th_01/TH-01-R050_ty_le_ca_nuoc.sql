-- The country's rate with this province and without it, beside the result that was published for the day. Found where ten other
-- provinces or more together are within its margin, and the country with this one is not: those who agree say who does not.
with parts as (
    select o.is_judged, c.submission_id, c.sheet, c.as_of_date, b.indicator_code, b.published_value, b.margin,
        min(c.cell_ref) filter (where c.indicator_code = b.numerator_code) as cell_ref,
        sum(c.canonical_value) filter (where c.indicator_code = b.numerator_code) as numerator,
        sum(c.canonical_value) filter (where c.indicator_code = b.denominator_code) as denominator
    from control.reports_beside({submission_ids}) o
    join raw.reported_cells c on c.submission_id = o.report_id
    join control.national_results b on c.indicator_code in (b.numerator_code, b.denominator_code)
        and c.breakdown_code = b.breakdown_code and c.as_of_date between b.valid_from and b.valid_to
    where c.cell_status = 'accepted' and c.value_kind = 'actual'
    group by 1, 2, 3, 4, 5, 6, 7
),
country as (
    select p.*, count(*) over day - 1 as n, 100 * sum(p.numerator) over day / nullif(sum(p.denominator) over day, 0) as together,
        100 * (sum(p.numerator) over day - p.numerator) / nullif(sum(p.denominator) over day - p.denominator, 0) as others
    from parts p
    where p.numerator is not null and p.denominator is not null
    window day as (partition by p.indicator_code, p.as_of_date)
)
select c.submission_id, c.sheet, c.cell_ref, c.n::text as n, round(c.together, 2)::text as country, round(c.others, 2)::text as others,
    trim_scale(c.denominator)::text as whole, trim_scale(c.published_value)::text as published, trim_scale(c.margin)::text as margin
from country c
where c.is_judged and c.n >= 10 and abs(c.others - c.published_value) <= c.margin and abs(c.together - c.published_value) > c.margin
order by c.submission_id, c.cell_ref
