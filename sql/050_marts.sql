-- The facts: list-partitioned by period, one partition for every code of a year (year, halves, quarters, months) and one
-- for ad hoc ranges. dbt fills them by slice and never makes them anew. The partitions stand in a schema of their own,
-- so that a BI tool shows one table each.
create schema if not exists mart_partitions authorization mtqg_transformer;
comment on schema mart_partitions is 'Các phần theo năm của bảng số liệu trong mart | Yearly parts of the facts in mart';

-- dbt compares and inserts through temporary tables.
grant temporary on database mtqg to mtqg_transformer;

set role mtqg_transformer;

create table if not exists mart.fct_observations (
    indicator_code text not null,
    breakdown_code text not null,
    admin_unit_code text not null,
    period_code text not null,
    value_kind text not null check (value_kind in ('actual', 'estimate', 'forecast', 'target', 'pending')),
    province_unit_code text not null,                  -- who reported: with period_code the slice a build redoes
    observation_value numeric(38, 6) not null,
    reported_value numeric(38, 6),
    numerator_value numeric(38, 6),
    denominator_value numeric(38, 6),
    value_origin text not null check (value_origin in ('reported', 'computed', 'derived')),
    observation_status text not null check (observation_status in ('provisional', 'final')),
    value_qualifier text,                              -- estimated, approximate, above, below: as the cell says; null: exact
    measure_unit_code text not null,
    as_of_date date not null,
    form_code text not null,
    authority_rank integer not null,
    submission_id text not null,
    sheet text,
    cell_ref text,
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic', 'mixed')),
    primary key (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind)
) partition by list (period_code);
alter table mart.fct_observations add column if not exists value_qualifier text;
alter table mart.fct_observations add column if not exists has_waiver boolean not null default false;
alter table mart.fct_observations add column if not exists correction_id text;
create index if not exists fct_observations_slice on mart.fct_observations (province_unit_code, period_code);
-- Highest and lowest units of one indicator in one period, read off the index alone.
create index if not exists fct_observations_ranking on mart.fct_observations
    (indicator_code, period_code, breakdown_code, value_kind, observation_value, admin_unit_code);

-- Every figure ever accepted, as long as it was in force. Rows are added and closed, never changed.
create table if not exists mart.fct_observation_revisions (
    indicator_code text not null,
    breakdown_code text not null,
    admin_unit_code text not null,
    period_code text not null,
    value_kind text not null check (value_kind in ('actual', 'estimate', 'forecast', 'target', 'pending')),
    submission_id text not null,
    known_from timestamptz not null,
    known_to timestamptz check (known_to > known_from),           -- exclusive; null: in force
    province_unit_code text not null,
    figure_value numeric(38, 6) not null,
    reported_value numeric(38, 6),
    value_origin text not null check (value_origin in ('reported', 'computed', 'derived')),
    value_qualifier text,
    vintage text,
    measure_unit_code text not null,
    as_of_date date not null,
    form_code text not null,
    authority_rank integer not null,
    accepted_since timestamptz not null,
    sheet text,
    cell_ref text,
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic', 'mixed')),
    primary key (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind, submission_id, known_from)
) partition by list (period_code);
alter table mart.fct_observation_revisions add column if not exists correction_id text;
-- Of equal authority the report of the later day is in force; rows from before these columns learn theirs from the ledger.
alter table mart.fct_observation_revisions add column if not exists report_as_of_date date;
alter table mart.fct_observation_revisions add column if not exists report_code text;
do $$
begin
    if exists (select from mart.fct_observation_revisions where report_code is null) then
        update mart.fct_observation_revisions r
        set report_as_of_date = s.as_of_date, report_code = s.source_code || '.' || s.form_code || '.' || s.period_code
        from control.submissions s where s.submission_id = r.submission_id and r.report_code is null;
    end if;
end $$;
alter table mart.fct_observation_revisions alter column report_code set not null;
create index if not exists fct_observation_revisions_slice on mart.fct_observation_revisions (province_unit_code, period_code);

create table if not exists mart.fct_rollups (
    indicator_code text not null,
    breakdown_code text not null,
    admin_unit_code text not null,
    period_code text not null,
    value_kind text not null,
    province_unit_code text not null,                  -- `VN` for the country
    admin_unit_level text not null check (admin_unit_level in ('district', 'province', 'country')),
    rollup_value numeric(38, 6) not null,
    value_origin text not null check (value_origin in ('reported', 'computed')),
    computed_value numeric(38, 6),
    numerator_value numeric(38, 6),
    denominator_value numeric(38, 6),
    reported_value numeric(38, 6),
    difference numeric(38, 6),
    contributing_level text,
    units_expected integer,
    units_reported integer,
    units_estimated integer,
    observation_status text not null,
    measure_unit_code text not null,
    as_of_date date not null,
    is_month_figure boolean not null,
    authority_rank integer not null,
    reported_submission_id text,
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic', 'mixed')),
    check (units_reported <= units_expected),
    primary key (indicator_code, breakdown_code, admin_unit_code, period_code, value_kind)
) partition by list (period_code);
create index if not exists fct_rollups_slice on mart.fct_rollups (province_unit_code, period_code);
-- All units of a level for one indicator in one period.
create index if not exists fct_rollups_ranking on mart.fct_rollups
    (indicator_code, period_code, admin_unit_level, breakdown_code, value_kind, rollup_value, admin_unit_code);

create table if not exists mart.fct_capital (
    admin_unit_code text not null,
    component_code text not null,
    capital_source_code text not null,
    plan_year integer not null,
    origin_year integer not null,
    period_code text not null,
    value_kind text not null,
    province_unit_code text not null,
    programme_code text not null,
    is_leaf boolean not null,                          -- no part of this row is reported on a row of its own
    planned_amount numeric(38, 2),
    allocated_amount numeric(38, 2),
    carried_over_amount numeric(38, 2),
    disbursed_cumulative_amount numeric(38, 2),
    disbursed_carried_over_amount numeric(38, 2),
    cancelled_amount numeric(38, 2),
    as_of_date date not null,
    submission_id text not null,
    sheet text,
    cell_ref text,
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic')),
    primary key (admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind)
) partition by list (period_code);
alter table mart.fct_capital add column if not exists has_waiver boolean not null default false;
create index if not exists fct_capital_slice on mart.fct_capital (province_unit_code, period_code);

-- Every line of capital ever accepted, as long as it was in force. Rows are added and closed, never changed.
create table if not exists mart.fct_capital_revisions (
    admin_unit_code text not null,
    component_code text not null,
    capital_source_code text not null,
    plan_year integer not null,
    origin_year integer not null,
    period_code text not null,
    value_kind text not null,
    submission_id text not null,
    known_from timestamptz not null,
    known_to timestamptz check (known_to > known_from),           -- exclusive; null: in force
    province_unit_code text not null,
    programme_code text not null,
    planned_amount numeric(38, 2),
    allocated_amount numeric(38, 2),
    carried_over_amount numeric(38, 2),
    disbursed_cumulative_amount numeric(38, 2),
    disbursed_carried_over_amount numeric(38, 2),
    cancelled_amount numeric(38, 2),
    as_of_date date not null,
    form_code text not null,
    authority_rank integer not null,
    accepted_since timestamptz not null,
    report_as_of_date date,
    report_code text not null,
    sheet text,
    cell_ref text,
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic')),
    primary key (
        admin_unit_code, component_code, capital_source_code, plan_year, origin_year, period_code, value_kind, submission_id,
        known_from
    )
) partition by list (period_code);
create index if not exists fct_capital_revisions_slice on mart.fct_capital_revisions (province_unit_code, period_code);

create table if not exists mart.fct_restated_observations (
    geography text not null check (geography in ('63', '34')),
    indicator_code text not null,
    breakdown_code text not null,
    admin_unit_code text not null,                     -- on that geography
    period_code text not null,
    value_kind text not null,
    province_unit_code text not null,                  -- of the unit, on that geography
    admin_unit_level text not null,
    restated_value numeric(38, 6) not null,
    numerator_value numeric(38, 6),
    denominator_value numeric(38, 6),
    reported_geography text not null check (reported_geography in ('63', '34')),
    allocation_basis text not null,
    is_exact boolean not null,
    is_break boolean not null,
    contributing_level text not null,
    units_expected integer,
    units_reported integer not null,
    observation_status text not null,
    measure_unit_code text not null,
    as_of_date date not null,
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic', 'mixed')),
    check (units_reported <= units_expected),
    check (is_break <= (reported_geography <> geography)),
    primary key (geography, indicator_code, breakdown_code, admin_unit_code, period_code, value_kind)
) partition by list (period_code);
create index if not exists fct_restated_observations_slice on mart.fct_restated_observations (province_unit_code, period_code);

create table if not exists mart.fct_refused_restatements (
    geography text not null check (geography in ('63', '34')),
    indicator_code text not null,
    breakdown_code text not null,
    admin_unit_code text not null,
    admin_unit_level text not null,
    period_code text not null,
    value_kind text not null,
    province_unit_code text not null,
    refused_reason text not null,
    n_figures integer not null,
    primary key (
        geography, indicator_code, breakdown_code, admin_unit_code, admin_unit_level, period_code, value_kind, refused_reason
    )
) partition by list (period_code);
create index if not exists fct_refused_restatements_slice on mart.fct_refused_restatements (province_unit_code, period_code);

do $$
declare
    fact text;
    year_no integer;
    codes text;
begin
    foreach fact in array array['fct_observations', 'fct_rollups', 'fct_capital', 'fct_restated_observations',
        'fct_refused_restatements', 'fct_observation_revisions', 'fct_capital_revisions'] loop
        for year_no in 2002..2036 loop
            select string_agg(quote_literal(year_no || suffix), ', ')
            into codes
            from unnest(
                array['', '-S1', '-S2', '-Q1', '-Q2', '-Q3', '-Q4']
                || array(select '-' || to_char(m, 'FM00') from generate_series(1, 12) as months (m))
            ) as suffixes (suffix);
            execute format('create table if not exists mart_partitions.%I partition of mart.%I for values in (%s)',
                fact || '_' || year_no, fact, codes);
        end loop;
        execute format('create table if not exists mart_partitions.%I partition of mart.%I default',
            fact || '_ad_hoc', fact);
    end loop;
end $$;

reset role;
