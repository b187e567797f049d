-- sql/ as it was before control and raw had migrations; never edited.
-- Five schemas, one writer each: control and raw the loader, the other three the transformer (dbt).
revoke create on schema public from public;

create schema if not exists control;
create schema if not exists raw;
create schema if not exists staging authorization mtqg_transformer;
create schema if not exists intermediate authorization mtqg_transformer;
create schema if not exists mart authorization mtqg_transformer;

comment on schema control is 'Sổ theo dõi: bản gửi, kết luận, lỗi, lần kéo, lần dựng | Ledger: submissions, verdicts, findings, attempts, builds';
comment on schema raw is 'Ô số liệu như đã nhận, kèm nghĩa | Cells as received, with their meaning';
comment on schema staging is 'Nguồn và danh mục, đặt tên lại, ép kiểu | Sources and reference lists, renamed and cast';
comment on schema intermediate is 'Bước tính trung gian | Steps between staging and marts';
comment on schema mart is 'Số liệu công bố cho BI | What BI reads';
-- What happened to every delivery. Written by mtqg_loader only; kept for ever.

-- Registry: what expectations/ said when it was loaded (forms, rules, sources), for SQL to read.
create table if not exists control.registry_versions (
    registry_version text primary key,                 -- first 12 hex digits of the hash of expectations/ and seeds/
    seeds_version text not null,                       -- the same of seeds/ alone
    loaded_at timestamptz not null
);

create table if not exists control.forms (
    form_code text not null,
    edition text not null,                             -- template version
    name_vi text not null,
    name_en text not null,
    period_type text not null,
    authority_rank integer not null,                   -- where two forms report one figure, the lower rank is in force
    valid_from date not null,
    valid_to date,
    primary key (form_code, edition)
);

create table if not exists control.rules (
    rule_id text not null,
    form_code text,                                    -- null: every form
    scope text not null check (scope in ('reading', 'workbook', 'history', 'forms', 'national')),
    severity text not null check (severity in ('critical', 'warning', 'info')),      -- while draft or shadow: info
    name_vi text not null,
    name_en text not null,
    message_vi text not null,
    message_en text not null,
    hint_vi text,
    hint_en text,
    basis text,                                        -- legal or arithmetical source
    valid_from date not null,
    valid_to date,
    primary key (rule_id, valid_from)
);

-- A row is a stage of a rule's life; `valid_from` and `valid_to` are those of the stage.
alter table control.rules add column if not exists stage text check (stage in ('draft', 'shadow', 'info', 'warning', 'critical'));
alter table control.rules add column if not exists denies_report text check (denies_report in ('blank', 'stale', 'copied'));
                                                       -- a report in which it is broken never counts as reported

create table if not exists control.sources (
    source_code text not null,                         -- province x agency, `48-NN`
    valid_from date not null,
    valid_to date,                                     -- inclusive
    admin_unit_code text not null,                     -- on the geography of its validity
    agency_code text not null,
    name_vi text not null,
    connection_id text not null,
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic')),
    form_codes text[] not null,
    primary key (source_code, valid_from)
);

-- Every attempt to pull a source, also the ones that found nothing or failed.
create table if not exists control.attempts (
    attempt_id bigint generated always as identity primary key,
    source_code text not null,
    run_id text not null,
    try_number integer not null default 1,
    started_at timestamptz not null,
    ended_at timestamptz,
    outcome text not null check (outcome in ('running', 'succeeded', 'unavailable', 'failed')),
    deliveries_seen integer not null default 0,
    deliveries_landed integer not null default 0,
    deliveries_known integer not null default 0,       -- same bytes as the revision we have: nothing done
    bytes_landed bigint not null default 0,
    error_class text,
    error_message text
);
create index if not exists attempts_source on control.attempts (source_code, started_at);

create table if not exists control.submissions (
    submission_id text primary key,                    -- source.form.first 12 hex digits of the hash[.n when sent or read again]
    source_code text not null,
    form_code text not null,
    delivery_name text not null,                       -- as received
    delivery_path text not null,
    delivered_at timestamptz not null,                 -- time of the source's listing: decides on time or late
    received_at timestamptz not null,                  -- when we landed it
    content_sha256 text not null,                      -- `listing:` and the hash of path, size, time: refused unfetched
    size_bytes bigint not null,
    landing_path text,                                 -- below the landing area; null when the bytes were shredded
    submission_origin text not null check (submission_origin in ('province', 'published', 'synthetic')),
    run_id text not null,
    container text,
    edition text,                                      -- template version read from the workbook
    admin_unit_code text,                              -- who reports, read from the workbook
    period_code text,                                  -- the slice: source x form x period
    as_of_date date,
    vintage text check (vintage in ('preliminary', 'official')),   -- sơ bộ, chính thức: where the form says it
    revision_no integer,                               -- 1.. inside the slice, in the order of arrival and of reading again
    registry_version text,                             -- under which it was read
    read_at timestamptz,
    cells_read integer, cells_accepted integer, cells_rejected integer,
    cells_quarantined integer, cells_ignored integer,
    status text not null check (status in ('received', 'refused', 'unreadable', 'rejected', 'partially_accepted',
        'awaiting_approval', 'accepted', 'accepted_with_warnings', 'superseded', 'withdrawn')),
    status_at timestamptz not null,
    reread_of text references control.submissions,     -- the same bytes, read before under another registry version
    awaits_judging text check (awaits_judging in ('first', 'rules changed', 'waiver', 'reread')),
                                                       -- why the next judging gives a verdict; null: it has the one it needs.
                                                       -- Until then the status stays, and with it what is in force
    blocks_in_force text[],                            -- while accepted: in force in these blocks alone; null: wherever it has figures
    blocks_left_out text[] not null default '{}',      -- but never in these, which its verdict rejects
    check (cells_read is null
        or cells_read = cells_accepted + cells_rejected + cells_quarantined + cells_ignored)
);
alter table control.submissions add column if not exists blocks_in_force text[];
alter table control.submissions add column if not exists blocks_left_out text[] not null default '{}';
alter table control.submissions add column if not exists reread_of text references control.submissions;
alter table control.submissions add column if not exists vintage text check (vintage in ('preliminary', 'official'));
create index if not exists submissions_reread on control.submissions (reread_of) where reread_of is not null;
do $$                                                  -- a ledger from before the mark: what was read and waits is marked once
begin
    if not exists (select from information_schema.columns
            where table_schema = 'control' and table_name = 'submissions' and column_name = 'awaits_judging') then
        alter table control.submissions add column awaits_judging text
            check (awaits_judging in ('first', 'rules changed', 'waiver', 'reread'));
        update control.submissions set awaits_judging = 'first' where status = 'received' and read_at is not null;
    end if;
end $$;
create index if not exists submissions_slice on control.submissions (source_code, form_code, period_code);
create index if not exists submissions_hash on control.submissions (content_sha256);
create index if not exists submissions_unit on control.submissions (admin_unit_code, status);

-- Files seen in outboxes: the same path, time and size again is not fetched again.
create table if not exists control.deliveries (
    source_code text not null,
    form_code text not null,
    delivery_path text not null,
    delivered_at timestamptz not null,
    size_bytes bigint not null,
    content_sha256 text not null,
    submission_id text not null references control.submissions,
    first_seen_at timestamptz not null,
    run_id text not null,
    primary key (source_code, form_code, delivery_path, delivered_at, size_bytes)
);

-- Waivers of dbt_project/seeds/waivers.csv, for SQL to read: a finding of this rule in this slice does not decide, on verdicts
-- given from granted_on to expires_on. One that leaves the list is marked as withdrawn and stays: findings name it.
create table if not exists control.waivers (
    waiver_id text primary key,
    rule_id text not null,
    source_code text not null,
    form_code text not null,
    period_code text not null,
    approver_role text not null,
    document_no text not null,
    reason text not null,
    granted_on date not null,
    expires_on date not null,                          -- inclusive
    loaded_at timestamptz not null,
    withdrawn_at timestamptz
);

-- Every verdict ever given, never altered: the newest one of a submission decides. An approval, a declining and a withdrawal are
-- verdicts too, given by a person (control.approvals). What was in force at any moment follows from these rows alone: block by
-- block the highest revision of the slice whose newest verdict then was an accepted one and did not reject the block.
create table if not exists control.verdicts (
    submission_id text not null references control.submissions,
    verdict_no integer not null,                       -- 1.. inside the submission
    judged_at timestamptz not null,
    registry_version text not null,                    -- under which it was judged
    reason text not null check (reason in ('first', 'rules changed', 'waiver', 'reread', 'approval', 'withdrawal')),
    run_id text not null,
    status text not null,
    status_on_approval text,                           -- status awaiting_approval: what an approval makes of it
    blocks_accepted text[] not null,                   -- blocks that hold figures; none when it is rejected
    blocks_rejected text[] not null,                   -- partially_accepted: in these the earlier revision stays in force
    n_critical integer not null,                       -- of the findings that decide: waived ones are counted apart
    n_warning integer not null,
    n_info integer not null,
    n_waived integer not null,
    cells_filled integer, cells_zero integer, cells_not_applicable integer,     -- cells that the form expects of the unit and
    cells_not_available integer, cells_missing integer, cells_invalid integer,  -- period, by what stands in them
    primary key (submission_id, verdict_no)
);
alter table control.verdicts
    add column if not exists reason text not null default 'first'
        check (reason in ('first', 'rules changed', 'waiver', 'reread', 'approval', 'withdrawal')),
    add column if not exists run_id text not null default 'unknown',
    add column if not exists status_on_approval text,
    add column if not exists blocks_accepted text[] not null default '{}',
    add column if not exists blocks_rejected text[] not null default '{}',
    add column if not exists n_waived integer not null default 0,
    add column if not exists cells_filled integer, add column if not exists cells_zero integer,
    add column if not exists cells_not_applicable integer, add column if not exists cells_not_available integer,
    add column if not exists cells_missing integer, add column if not exists cells_invalid integer,
    drop column if exists superseded_at,
    drop column if exists superseded_by;
alter table control.verdicts
    alter column reason drop default, alter column run_id drop default, alter column blocks_accepted drop default,
    alter column blocks_rejected drop default, alter column n_waived drop default;

-- What a person decided about a submission, never altered; the verdict that follows stands beside.
create table if not exists control.approvals (
    approval_no bigint generated always as identity primary key,
    submission_id text not null,
    verdict_no integer not null,                       -- the verdict that this decision gave
    decision text not null check (decision in ('approved', 'declined', 'withdrawn')),
    role text,                                         -- of who decided; a withdrawal is the province's own
    reason text not null check (reason <> ''),
    document_no text,
    decided_at timestamptz not null,
    foreign key (submission_id, verdict_no) references control.verdicts
);

-- Findings by verdict. Those of reading stand under verdict 0 as last read, and again under each verdict that counted them:
-- a verdict keeps all it rests on, whatever is read again later.
create table if not exists control.findings (
    submission_id text not null references control.submissions,
    verdict_no integer not null,                       -- 0: found while reading
    finding_no integer not null,
    rule_id text not null,
    severity text not null check (severity in ('critical', 'warning', 'info')),
    sheet text,
    cell_ref text,
    block_code text,
    row_key text,
    column_key text,
    indicator_code text,
    admin_unit_code text,
    actual text,
    expected text,
    message_vi text not null,
    message_en text not null,
    found_at timestamptz not null,
    waiver_id text references control.waivers,         -- it stays visible and does not decide
    primary key (submission_id, verdict_no, finding_no)
);
alter table control.findings add column if not exists waiver_id text references control.waivers;
-- `shadow`: of a rule on probation; kept for engineers, decides nothing and reaches neither officers nor the marts.
alter table control.findings add column if not exists stage text check (stage = 'shadow');
create index if not exists findings_rule on control.findings (rule_id);
create index if not exists findings_waived on control.findings (waiver_id) where waiver_id is not null;

-- Rows and columns set aside because their words are not known; candidates are suggestions, never applied by themselves.
create table if not exists control.quarantined_rows (
    submission_id text not null references control.submissions,
    row_no integer not null,                           -- 1.. inside the submission
    sheet text,
    cell_ref text,
    kind text not null check (kind in ('unit', 'indicator', 'component', 'column')),
    text text not null,                                -- as typed
    candidates jsonb not null,                         -- [{"code", "name", "score"}], the likest first; score 0 to 100
    found_at timestamptz not null,
    primary key (submission_id, row_no)
);

-- How the numbers that were typed as text are read: decided once a sheet, by the cells counted here.
create table if not exists control.number_marks (
    submission_id text not null references control.submissions,
    sheet text not null,
    decimal_mark text check (decimal_mark in (',', '.')),      -- null: the cells contradict each other
    basis text not null check (basis in ('seen', 'default', 'contradictory')),
    comma_cells integer not null,                      -- cells in which a comma can only be the decimal mark
    dot_cells integer not null,
    unclear_cells integer not null,                    -- one mark before three digits: decimals or thousands
    comma_ref text, dot_ref text, unclear_ref text,    -- the first of each
    primary key (submission_id, sheet)
);

-- Periods that a monthly refresh has opened or closed: their obligations are counted.
create table if not exists control.refreshes (
    period_code text primary key,                      -- the reporting month
    first_opened_at timestamptz not null,
    closed_at timestamptz,
    run_id text not null
);

-- Which (province, period) a verdict, a withdrawal, a correction touched: what the next build redoes.
create table if not exists control.changed_slices (
    change_no bigint generated always as identity primary key,
    admin_unit_code text not null,                     -- the province (or country) that reports
    period_code text not null,                         -- period of the figures, which need not be that of the form
    source_code text not null,
    form_code text not null,
    submission_id text not null,
    changed_at timestamptz not null,
    build_id bigint                                    -- the build that took it in; null: still to do
);
create index if not exists changed_slices_open on control.changed_slices (change_no) where build_id is null;

create table if not exists control.builds (
    build_id bigint generated always as identity primary key,
    run_id text not null,
    registry_version text not null,
    seeds_version text not null,
    started_at timestamptz not null,
    ended_at timestamptz,
    status text not null check (status in ('running', 'published', 'failed')),
    slices integer not null default 0,
    is_full boolean not null default false,
    message text
);

-- What went back to the source for a verdict (0: refused or unreadable). Without a row it is still to be delivered.
create table if not exists control.returns (
    submission_id text not null references control.submissions,
    verdict_no integer not null,
    kind text not null check (kind in ('workbook', 'report')),
    sha256 text not null,                              -- of the bytes delivered
    path text not null,                                -- below the root of the connection
    delivered_at timestamptz not null,
    primary key (submission_id, verdict_no)
);

-- A receipt for every file seen in an outbox: the key is that of control.deliveries.
create table if not exists control.receipts (
    source_code text not null,
    form_code text not null,
    delivery_path text not null,
    delivered_at timestamptz not null,
    size_bytes bigint not null,
    sha256 text not null,                              -- of the receipt
    path text not null,
    issued_at timestamptz not null,
    primary key (source_code, form_code, delivery_path, delivered_at, size_bytes)
);

-- The officer's digest of a day, as last written.
create table if not exists control.digests (
    source_code text not null,
    day date not null,
    format text not null check (format in ('text', 'html')),
    sha256 text not null,
    path text not null,
    written_at timestamptz not null,
    primary key (source_code, day, format)
);
-- Every filled cell of every submission, with what it means. Written by mtqg_loader only, whole submissions at a time.
create table if not exists raw.reported_cells (
    submission_id text not null,
    sheet text not null,
    cell_ref text not null,                            -- A1
    part_no smallint not null,                         -- 0 the cell; 1.. further facts of one cell (`42/85`)
    row_no integer not null,
    column_no integer not null,
    block_code text,
    cell_role text not null check (cell_role in ('value', 'row_label', 'header', 'title', 'note', 'total')),
    row_role text,                                     -- item, subtotal, total
    row_key text,
    column_key text,
    value_text text not null,                          -- as typed
    value numeric,                                     -- the number typed, in the measure unit of the cell
    value_state text not null check (value_state in
        ('number', 'text', 'zero', 'missing', 'not_available', 'not_applicable', 'error')),
    value_qualifier text check (value_qualifier in ('estimated', 'approximate', 'above', 'below')),   -- null: exact
    measure_unit_code text,
    measure_unit_label text,
    canonical_value numeric,                           -- in the canonical measure unit; money in đồng
    indicator_code text,
    breakdown_code text,
    admin_unit_code text,
    component_code text,
    capital_source_code text,
    origin_year smallint,
    period_code text,
    as_of_date date,
    value_kind text check (value_kind in ('actual', 'estimate', 'forecast', 'target', 'pending')),
    cell_status text not null check (cell_status in ('accepted', 'rejected', 'quarantined', 'ignored')),
    registry_version text not null,
    primary key (submission_id, sheet, cell_ref, part_no)
);
alter table raw.reported_cells add column if not exists value_qualifier text
    check (value_qualifier in ('estimated', 'approximate', 'above', 'below'));

-- Figures in force, for rules that compare with what was accepted before: the accepted cells of every submission in force, of a
-- form that is accepted block by block those of the blocks in which it is.
create or replace view raw.cells_in_force as
select s.source_code, s.form_code, s.period_code as slice_period_code, s.admin_unit_code as province_unit_code, c.*
from control.submissions s
join raw.reported_cells c using (submission_id)
where s.status in ('accepted', 'accepted_with_warnings', 'partially_accepted')
    and c.cell_status = 'accepted'
    and coalesce(c.block_code = any(s.blocks_in_force), s.blocks_in_force is null)
    and not coalesce(c.block_code = any(s.blocks_left_out), false);
-- Who may do what. bi_reader: mart and nothing else, read only.
grant usage on schema control, raw to mtqg_loader, mtqg_transformer;
grant select, insert, update, delete on all tables in schema control, raw to mtqg_loader;
grant maintain on all tables in schema control, raw to mtqg_loader;    -- analyze, before rules compare what has just arrived
-- Verdicts and what people decided are written once.
revoke update, delete on control.verdicts, control.approvals from mtqg_loader;
grant usage on all sequences in schema control, raw to mtqg_loader;
grant select on all tables in schema control, raw to mtqg_transformer;

grant usage on schema mart to bi_reader, mtqg_loader;
grant select on all tables in schema mart to bi_reader, mtqg_loader;
alter default privileges for role mtqg_transformer in schema mart grant select on tables to bi_reader, mtqg_loader;
alter default privileges for role mtqg_transformer in schema mart grant execute on functions to bi_reader;

-- Rules of scope history, forms and national read the reference lists and figures already accepted.
grant usage on schema staging, intermediate to mtqg_loader;
alter default privileges for role mtqg_transformer in schema staging grant select on tables to mtqg_loader;
alter default privileges for role mtqg_transformer in schema intermediate grant select on tables to mtqg_loader;

revoke all on database mtqg from public;
grant connect on database mtqg to mtqg_loader, mtqg_transformer, bi_reader;
