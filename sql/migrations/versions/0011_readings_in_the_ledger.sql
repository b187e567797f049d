-- Whose figures a submission was read to be, and for when, is entered in the ledger with its first verdict.
alter table control.ledger_entries drop constraint if exists ledger_entries_record_kind_check;
alter table control.ledger_entries add constraint ledger_entries_record_kind_check
check (record_kind in ('submission', 'reading', 'verdict', 'approval', 'release', 'correction'));
