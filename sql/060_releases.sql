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

-- As docs/data-dictionary.md has them (dbt_project/models/marts).
comment on column mart.releases.release_name is 'Tên lần công bố | Name of the release';
comment on column mart.releases.period_code is 'Tháng báo cáo đã khóa sổ | The reporting month that was closed';
comment on column mart.releases.released_at is 'Công bố lúc; mart.observations_as_of(released_at) in lại những gì đã biết khi đó | Released at; mart.observations_as_of(released_at) reprints what was known then';
comment on column mart.releases.build_id is 'Lần dựng kho được công bố | Build that was released';
comment on column mart.releases.registry_version is 'Phiên bản danh mục, biểu, quy tắc | Version of lists, forms and rules';
comment on column mart.releases.n_figures is 'Số dòng số liệu | Figures';
comment on column mart.releases.checksum is 'Mã kiểm SHA-256 của các số liệu | SHA-256 of the figures';
comment on column mart.releases.note is 'Ghi chú | Note';
comment on column mart.release_figures.release_name is 'Tên lần công bố | Name of the release';
comment on column mart.release_figures.indicator_code is 'Chỉ tiêu | Indicator';
comment on column mart.release_figures.breakdown_code is 'Phân tổ; _T = tổng | Breakdown; _T = total';
comment on column mart.release_figures.admin_unit_code is 'Đơn vị hành chính: bản đồ-cấp-mã GSO, ví dụ 34-C-15976 | Administrative unit: geography-level-GSO code, such as 34-C-15976';
comment on column mart.release_figures.period_code is 'Kỳ: 2026, 2026-S1, 2026-Q3, 2026-09, 2022-01--2022-08 | Period: 2026, 2026-S1, 2026-Q3, 2026-09, 2022-01--2022-08';
comment on column mart.release_figures.value_kind is 'actual thực hiện, estimate ước, forecast dự kiến, target kế hoạch, pending đề nghị | actual, estimate, forecast, target, pending';
comment on column mart.release_figures.province_unit_code is 'Tỉnh báo cáo (VN: cả nước) | Province that reports (VN: the country)';
comment on column mart.release_figures.released_value is 'Số liệu như đã công bố | The figure as released';
comment on column mart.release_figures.numerator_value is 'Tử số (hoặc tổng giá trị nhân trọng số) | Numerator (or total of value x weight)';
comment on column mart.release_figures.denominator_value is 'Mẫu số (hoặc tổng trọng số) | Denominator (or total weight)';
comment on column mart.release_figures.reported_value is 'Số như báo cáo | As reported';
comment on column mart.release_figures.value_origin is 'reported như báo cáo, computed tính lại từ các phần, derived suy ra | reported, computed from parts, derived';
comment on column mart.release_figures.observation_status is 'provisional = sơ bộ hoặc ước (loại số liệu, cột, hoặc chữ ước trong ô), final = chính thức | provisional: preliminary or estimated (by the report, the column or the cell); final';
comment on column mart.release_figures.units_expected is 'Số đơn vị phải có số | Units expected';
comment on column mart.release_figures.units_reported is 'Số đơn vị có số | Units that reported';
comment on column mart.release_figures.measure_unit_code is 'Đơn vị tính chuẩn; tiền là đồng | Canonical measure unit; money in đồng';
comment on column mart.release_figures.as_of_date is 'Ngày của số liệu | Day the figure speaks of';
comment on column mart.release_figures.submission_id is 'Bản gửi; trống: cộng từ nhiều bản gửi | Submission; empty: added up from several';
comment on column mart.release_figures.submission_origin is 'Xuất xứ: province, published, synthetic; mixed = lẫn | Origin: province, published, synthetic; mixed';
comment on column mart.release_figures.correction_id is 'Đính chính đã ký của số này, hoặc của tử số, mẫu số của nó (fct_corrections); reported_value vẫn là số như báo cáo | Signed correction of the figure, or of a part of it (fct_corrections); reported_value stays what was reported';

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
