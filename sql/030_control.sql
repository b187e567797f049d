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
    severity text not null check (severity in ('critical', 'warning', 'info')),
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
    check (cells_read is null
        or cells_read = cells_accepted + cells_rejected + cells_quarantined + cells_ignored)
);
alter table control.submissions add column if not exists reread_of text references control.submissions;
alter table control.submissions add column if not exists vintage text check (vintage in ('preliminary', 'official'));
create index if not exists submissions_reread on control.submissions (reread_of) where reread_of is not null;
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

-- Every verdict ever given; the newest one of a submission is its status until a later revision supersedes it.
create table if not exists control.verdicts (
    submission_id text not null references control.submissions,
    verdict_no integer not null,                       -- 1.. inside the submission
    judged_at timestamptz not null,
    registry_version text not null,
    status text not null,
    n_critical integer not null,
    n_warning integer not null,
    n_info integer not null,
    superseded_at timestamptz,                         -- when a later revision came into force
    superseded_by text,
    primary key (submission_id, verdict_no)
);

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
    primary key (submission_id, verdict_no, finding_no)
);
create index if not exists findings_rule on control.findings (rule_id);

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
