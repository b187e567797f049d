-- Corrections of dbt_project/seeds/corrections.csv, one row whenever one was taken in, changed or withdrawn; never altered. A
-- correction counts from known_from until the next row of its id; the guard is the figure that it expects to be reported.
create table if not exists control.corrections (
    correction_no bigint generated always as identity primary key,
    correction_id text not null,
    known_from timestamptz not null,                   -- when the warehouse took it in; never before it was signed
    is_withdrawn boolean not null,                     -- from then on it does not count
    indicator_code text not null,
    breakdown_code text not null,
    admin_unit_code text not null,
    period_code text not null,
    value_kind text not null check (value_kind in ('actual', 'estimate', 'forecast', 'target', 'pending')),
    expected_value numeric(38, 6) not null,            -- the guard, in the canonical unit
    corrected_value numeric(38, 6) not null check (corrected_value <> expected_value),
    approver_role text not null,
    document_no text not null,
    reason text not null check (reason <> ''),
    signed_at timestamptz not null
);
create index if not exists corrections_by_id on control.corrections (correction_id, correction_no desc);

alter table control.ledger_entries drop constraint if exists ledger_entries_record_kind_check;
alter table control.ledger_entries add constraint ledger_entries_record_kind_check
check (record_kind in ('submission', 'verdict', 'approval', 'release', 'correction'));
