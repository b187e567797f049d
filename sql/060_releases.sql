-- Releases: a closed month under a name, frozen with its checksum. Written once by mtqg_loader; nobody alters or removes a row.
create table if not exists mart.releases (
    release_name text primary key check (release_name ~ '^[[:alnum:]][[:alnum:]._-]{0,62}$'),
    period_code text not null,                         -- the reporting month
    released_at timestamptz not null,                  -- what was known then: mart.observations_as_of(released_at)
    build_id bigint not null,
    registry_version text not null,
    n_figures bigint not null,
    checksum text not null,                            -- sha256 of the figures, see store/releases.py
    note text
);

create table if not exists mart.release_figures (
    release_name text not null references mart.releases deferrable initially deferred,
    indicator_code text not null,
    breakdown_code text not null,
    admin_unit_code text not null,
    period_code text not null,                         -- the month, or what ends with it
    value_kind text not null,
    province_unit_code text not null,                  -- `VN` for the country
    released_value numeric(38, 6) not null,
    numerator_value numeric(38, 6),
    denominator_value numeric(38, 6),
    reported_value numeric(38, 6),
    value_origin text not null,
    observation_status text not null,
    units_expected integer,
    units_reported integer,
    measure_unit_code text not null,
    as_of_date date not null,
    submission_id text,                                -- null: added up from several
    submission_origin text not null,
    primary key (release_name, indicator_code, breakdown_code, admin_unit_code, period_code, value_kind)
);

alter table mart.release_figures add column if not exists correction_id text;    -- signed: the figure, or a part of it

comment on table mart.releases is 'Các lần công bố: một tháng đã khóa sổ, một tên, một mã kiểm | Releases: a closed month, a name, a checksum';
comment on table mart.release_figures is 'Số liệu của từng lần công bố, không bao giờ đổi | The figures of each release; they never change';

create or replace function mart.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'một lần công bố không bao giờ đổi | a release never changes: %', tg_table_name
        using hint = 'mtqg release PERIOD --name OTHER_NAME';
end $$;

create or replace trigger releases_never_change before update or delete or truncate on mart.releases
for each statement execute function mart.refuse_change();
create or replace trigger release_figures_never_change before update or delete or truncate on mart.release_figures
for each statement execute function mart.refuse_change();

grant insert on mart.releases, mart.release_figures to mtqg_loader;
