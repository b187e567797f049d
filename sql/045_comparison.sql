-- What the rules of scope history, forms and national compare a report with. Each function takes the submissions that are judged
-- now and is inlined into the rule's query. Reports are told apart by the last day of their period.
--
-- All of it stands on control and raw, never on a mart, national rules too: reports are judged before they are built. The marts
-- hold what the last build published; the peers of a report come in the same round, are accepted minutes before it, and stand
-- in raw alone until the build that takes them all in. A verdict read off the marts would hang on when a build last ran, or on
-- whether it failed, and could not be given again from the archive (`mtqg rebuild-from-archive` judges before it builds). What
-- counts is what is in force at the moment of the verdict, and that is control.submissions.status. One thing only the marts know:
-- signed corrections. The report is compared with what the others reported, not with what was signed over it: the wrong figure
-- stays one among all provinces, and medians and their deviations do not move for one.

-- The series that start anew after the one day and until the other: those of the country, and those of the unit.
create or replace function control.breaks_between(one date, other date, unit text) returns text[] language sql stable as $$
    select coalesce(array_agg(distinct b.series), '{}') from control.series_breaks b
    where b.admin_unit_code in ('', unit) and b.starts_on > one and b.starts_on <= other
$$;

-- `2026`, `2026-S1`, `2026-Q3`, `2026-09`, `2022-01--2022-08`, `2022--2023`: the last day. One expression without FROM: PostgreSQL
-- puts it into the query that asks, which asks it of every report there has ever been.
create or replace function control.period_end(period_code text) returns date language sql immutable as $$
    select (make_date(left(split_part(period_code, '--', -1), 4)::int, case
            when length(split_part(period_code, '--', -1)) = 4 then 12
            when substr(split_part(period_code, '--', -1), 6, 1) = 'S' then 6 * right(period_code, 1)::int
            when substr(split_part(period_code, '--', -1), 6, 1) = 'Q' then 3 * right(period_code, 1)::int
            else right(period_code, 2)::int
        end, 1) + interval '1 month - 1 day')::date
$$;

-- Who holds figures now. A slice that is accepted block by block may have two reports: each counts with its cells in force.
create or replace view control.reports_in_force as
select s.submission_id, s.source_code, s.form_code, s.admin_unit_code, s.period_code, s.as_of_date,
    control.period_end(s.period_code) as period_end, s.blocks_in_force, s.blocks_left_out,
    coalesce(s.vintage, 'official') as vintage
from control.submissions s
where s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted');

-- Earlier reports in force of the same source, form and unit; `nth` 1 is the nearest of all, `nth_of_year` that of its year;
-- `breaks` are the series that start anew in between.
create or replace function control.reports_before(submission_ids text[])
returns table (submission_id text, as_of_date date, period_end date, report_id text, report_day date, report_end date,
    before_period text, years_ago int, breaks text[], nth bigint, nth_of_year bigint, blocks_in_force text[], blocks_left_out text[])
language sql stable as $$
    select s.submission_id, s.as_of_date, control.period_end(s.period_code), r.submission_id, r.as_of_date, r.period_end,
        r.period_code, left(s.period_code, 4)::int - extract(year from r.period_end)::int,
        control.breaks_between(r.period_end, control.period_end(s.period_code), s.admin_unit_code),
        dense_rank() over (partition by s.submission_id order by r.period_end desc),
        dense_rank() over (partition by s.submission_id, extract(year from r.period_end) order by r.period_end desc),
        r.blocks_in_force, r.blocks_left_out
    from control.submissions s
    join control.reports_in_force r using (source_code, admin_unit_code, form_code)
    where s.submission_id = any(submission_ids) and r.period_end < control.period_end(s.period_code)
$$;

-- All cells of the reports judged now that have an earlier one, and beside them those in force of the nearest one.
-- What is laid side by side is grouped by its row: cells joined with cells would be looked up one by one.
create or replace function control.cells_and_before(submission_ids text[])
returns table (submission_id text, before_period text, period_end date, report_end date, years_ago int, breaks text[],
    is_before boolean, sheet text, cell_ref text, row_no int, column_no int, cell_role text, row_role text, row_key text,
    column_key text, value_text text, value numeric, canonical_value numeric, indicator_code text, breakdown_code text,
    admin_unit_code text, component_code text, capital_source_code text, origin_year smallint, as_of_date date, value_kind text,
    cell_status text)
language sql stable as $$
    select b.submission_id, b.before_period, b.period_end, b.report_end, b.years_ago, b.breaks, b.is_before, c.sheet, c.cell_ref,
        c.row_no, c.column_no, c.cell_role, c.row_role, c.row_key, c.column_key, c.value_text, c.value, c.canonical_value,
        c.indicator_code, c.breakdown_code, c.admin_unit_code, c.component_code, c.capital_source_code, c.origin_year,
        c.as_of_date, c.value_kind, c.cell_status
    from (
        select r.submission_id, r.before_period, r.period_end, r.report_end, r.years_ago, r.breaks, s.is_before,
            case when s.is_before then r.report_id else r.submission_id end as report_id,
            case when s.is_before then r.blocks_in_force end as blocks_in_force,
            case when s.is_before then r.blocks_left_out else '{}' end as blocks_left_out
        from control.reports_before(submission_ids) r cross join (values (false), (true)) s (is_before)
        where r.nth = 1
        group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
    ) b
    join raw.reported_cells c on c.submission_id = b.report_id
    where (c.cell_status = 'accepted' or not b.is_before)
        and coalesce(c.block_code = any(b.blocks_in_force), b.blocks_in_force is null)
        and not coalesce(c.block_code = any(b.blocks_left_out), false)
$$;

-- Accepted figures of rows in these columns, each with what stood at its place (or in the column named beside) before.
create or replace function control.figures_and_before(submission_ids text[], columns text[], columns_before text[] default null)
returns table (submission_id text, sheet text, cell_ref text, row_no int, column_no int, figure numeric, before numeric,
    before_period text, years_ago int, breaks text[])
language sql stable as $$
    select f.submission_id, f.sheet, f.cell_ref, f.row_no, f.column_no, f.canonical_value, f.before, f.before_period, f.years_ago,
        f.breaks
    from (
        select c.*, max(c.canonical_value) filter (where c.is_before) over (
            partition by c.submission_id, c.row_key,
                case when c.is_before then array_position(coalesce(columns_before, columns), c.column_key)
                     else array_position(columns, c.column_key) end) as before
        from control.cells_and_before(submission_ids) c
        where c.row_role = 'item' and c.cell_status = 'accepted'
            and c.column_key = any(case when c.is_before then coalesce(columns_before, columns) else columns end)
    ) f
    where not f.is_before and f.before is not null
$$;

-- Reports in force of another form about the same unit, of every period; `breaks` as above. Preliminary figures are compared
-- with preliminary ones only. A report about a unit that is not its source's own (the wrong province in its heading) is compared
-- with none.
create or replace function control.reports_of_form(submission_ids text[], other_form text)
returns table (submission_id text, period_end date, year text, report_id text, report_day date, report_end date,
    report_period text, breaks text[])
language sql stable as $$
    select s.submission_id, control.period_end(s.period_code), left(s.period_code, 4), r.submission_id, r.as_of_date, r.period_end,
        r.period_code, control.breaks_between(r.period_end, control.period_end(s.period_code), s.admin_unit_code)
    from control.submissions s
    join control.reports_in_force r using (admin_unit_code)
    where s.submission_id = any(submission_ids) and r.form_code = other_form and r.vintage = coalesce(s.vintage, 'official')
        and not exists (select from control.sources o where o.source_code = s.source_code
                        having bool_and(o.admin_unit_code <> s.admin_unit_code))
$$;

-- Accepted figures of rows in the column, each with what the other form in force says of the row for the year.
create or replace function control.figures_and_year(submission_ids text[], figures_of text, other_form text, other_column text)
returns table (submission_id text, sheet text, cell_ref text, row_no int, figure numeric, expected numeric)
language sql stable as $$
    select f.submission_id, f.sheet, f.cell_ref, f.row_no, f.canonical_value, f.expected
    from (
        select c.*, max(c.canonical_value) filter (where c.is_beside) over (partition by c.submission_id, c.row_key) as expected
        from (
            select o.submission_id, null as sheet, null as cell_ref, null as row_no, p.row_key, p.canonical_value, true as is_beside
            from control.reports_of_form(submission_ids, other_form) o
            join raw.cells_in_force p on p.submission_id = o.report_id and p.column_key = other_column
            where o.report_period = o.year and p.row_role = 'item'
            union all
            select n.submission_id, n.sheet, n.cell_ref, n.row_no, n.row_key, n.canonical_value, false
            from raw.reported_cells n
            where n.submission_id = any(submission_ids) and n.column_key = figures_of and n.row_role = 'item'
                and n.cell_status = 'accepted'
        ) c
    ) f
    where not f.is_beside and f.expected is not null
$$;

-- The reports judged now and those in force of the same form and last day, of all units: what peers and copies are among.
-- A month has a few hundred of them, but the planner would take a quarter of all reports there have ever been, and read all cells
-- there have ever been: therefore never inlined, and its rows stated.
create or replace function control.reports_beside(submission_ids text[])
returns table (report_id text, admin_unit_code text, reporter text, period_end date, is_judged boolean)
language plpgsql stable rows 100 as $$
#variable_conflict use_column
begin
    return query
    with judged as (
        select j.source_code, j.form_code, j.period_code, control.period_end(j.period_code) as period_end
        from control.submissions j where j.submission_id = any(submission_ids)
    )
    select s.submission_id, s.admin_unit_code,
        coalesce((select max(n.name_vi) from control.sources n where n.source_code = s.source_code), s.source_code),
        control.period_end(s.period_code), s.submission_id = any(submission_ids)
    from control.submissions s
    where s.submission_id = any(submission_ids)
        or s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
            and (s.form_code, control.period_end(s.period_code)) in (select j.form_code, j.period_end from judged j)
            and not exists (select from judged j
                where (j.source_code, j.form_code, j.period_code) = (s.source_code, s.form_code, s.period_code));
end $$;

-- The middle of many figures: {median, median absolute deviation, how many}; over a window too.
create or replace function control.median_and_deviation(figures double precision[]) returns double precision[]
language sql immutable as $$
    select array[m.median, percentile_cont(0.5) within group (order by abs(x - m.median)), cardinality(figures)]
    from (select percentile_cont(0.5) within group (order by x) as median from unnest(figures) x) m, unnest(figures) x
    group by m.median
$$;

create or replace aggregate control.spread(double precision) (
    sfunc = array_append, stype = double precision[], finalfunc = control.median_and_deviation, initcond = '{}'
);

-- Modified z-score, 0.6745 (x - median) / MAD; null among fewer figures than `at_least`, and where half of them are equal.
create or replace function control.modified_z(x double precision, spread double precision[], at_least int)
returns double precision language sql immutable as $$
    select case when spread[3] >= at_least then 0.6745 * (x - spread[1]) / nullif(spread[2], 0) end
$$;
