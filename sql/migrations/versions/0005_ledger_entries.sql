-- Submissions, verdicts, decisions and releases in the order in which they were committed, each entry bound to the one before it by
-- its hash. The triggers of 070_ledger.sql write it; nobody alters or removes an entry.
create table if not exists control.ledger_entries (
    entry_no bigint primary key check (entry_no > 0),  -- 1.. without gaps
    record_kind text not null check (record_kind in ('submission', 'verdict', 'approval', 'release')),
    record_key text not null,
    content_columns text[] not null,                   -- of the record, under the hash; columns added later are not
    content_sha256 text not null,
    previous_sha256 text not null unique,              -- entry_sha256 of the entry before; of the first: 64 zeros
    entry_sha256 text not null,
    unique (record_kind, record_key)
);
