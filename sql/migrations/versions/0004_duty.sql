-- When a run last took it upon itself to ask a source: the schedule asks again after `poll_minutes` of expectations/sources.yml,
-- sooner after an outage.
create table if not exists control.polls (
    source_code text primary key,
    claimed_at timestamptz not null,
    run_id text not null,
    outages integer not null default 0                 -- times in a row that it did not answer
);

-- Files seen in outboxes whose names are let in nowhere (controls, marks that turn the direction of reading, paths): never fetched.
create table if not exists control.refused_names (
    source_code text not null,
    delivery_path text not null,                       -- what cannot be seen is spelt out: `\u202e`
    fault text not null,
    first_seen_at timestamptz not null,
    run_id text not null,
    told_at timestamptz,                               -- the officer's digest says it
    primary key (source_code, delivery_path)
);

-- What was said to provinces and to our people: one notice of a kind about a subject a day over each channel. `sending` and
-- nothing after it: the program died meanwhile; it may have been sent, so it is not sent again that day.
create table if not exists control.notices (
    notice_no bigint generated always as identity primary key,
    day date not null,
    kind text not null check (kind in ('reminder', 'late_run', 'month_closed')),
    subject text not null,                             -- province, run, month
    channel text not null check (channel in ('email', 'webhook')),
    recipients text[] not null,                        -- mailboxes of offices
    title text not null,
    content_sha256 text not null,
    status text not null check (status in ('sending', 'sent', 'failed')),
    claimed_at timestamptz not null,
    ended_at timestamptz,
    message text,                                      -- status failed: why
    run_id text not null,
    unique (day, kind, subject, channel)
);
