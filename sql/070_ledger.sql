-- The ledger: submissions, whose figures they were read to be, verdicts, decisions, corrections and releases in the order in which
-- they were committed, each entry bound to the one before it by its hash. Written by triggers when the record is; nobody writes,
-- alters or removes an entry otherwise.
-- `mtqg verify-ledger` names the first record that is not what it was.

-- What names a record of this kind.
create or replace function control.ledger_key(kind text, record jsonb) returns text language sql immutable as $$
    select case kind
        when 'submission' then record ->> 'submission_id'
        when 'reading' then record ->> 'submission_id'
        when 'verdict' then (record ->> 'submission_id') || ' #' || (record ->> 'verdict_no')
        when 'approval' then record ->> 'approval_no'
        when 'release' then record ->> 'release_name'
        when 'correction' then (record ->> 'correction_id') || ' #' || (record ->> 'correction_no')
    end
$$;

-- The columns of a record that never change once it is entered. Of a submission: what it was when it came, and, entered as a reading
-- with its first verdict, what it says of itself. Names of deliveries are not among them: retention takes those of refused lists of
-- persons away. Of the others: all.
create or replace function control.ledger_columns(kind text, record jsonb) returns text[] language sql immutable as $$
    select case kind
        when 'submission' then array['submission_id', 'source_code', 'form_code', 'delivered_at', 'received_at', 'content_sha256',
            'size_bytes', 'landing_path', 'submission_origin', 'run_id', 'reread_of']
        when 'reading' then array['submission_id', 'edition', 'admin_unit_code', 'period_code', 'as_of_date', 'vintage',
            'revision_no', 'cells_read', 'cells_accepted', 'cells_rejected', 'cells_quarantined', 'cells_ignored']
        else array(select jsonb_object_keys(record) order by 1)
    end
$$;

-- sha256 of these columns of the record, as jsonb writes them: keys in one order, times in UTC.
create or replace function control.ledger_content(record jsonb, columns text[]) returns text language sql immutable as $$
    select encode(sha256(convert_to(coalesce(jsonb_object_agg(key, value), '{}')::text, 'UTF8')), 'hex')
    from jsonb_each(record) where key = any(columns)
$$;

create or replace function control.ledger_hash(
    entry_no bigint, kind text, key text, columns text[], content_sha256 text, previous_sha256 text
) returns text language sql immutable as $$
    select encode(sha256(convert_to(
        jsonb_build_array(entry_no, kind, key, columns, content_sha256, previous_sha256)::text, 'UTF8')), 'hex')
$$;

-- The next entry is this record. One transaction at a time: the lock is taken last of all, when a transaction commits, so that
-- nobody who holds it waits for anybody, and no two entries follow the same one (their key and previous_sha256 are unique).
create or replace function control.enter_ledger(kind text, record jsonb, columns text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    last control.ledger_entries;
    key text := control.ledger_key(kind, record);
    content text := control.ledger_content(record, columns);
    next_no bigint;
    before text;
begin
    perform pg_advisory_xact_lock(hashtextextended('control.ledger_entries', 0));
    select * into last from control.ledger_entries order by entry_no desc limit 1;
    next_no := coalesce(last.entry_no, 0) + 1;
    before := coalesce(last.entry_sha256, repeat('0', 64));
    insert into control.ledger_entries values (
        next_no, kind, key, columns, content, before, control.ledger_hash(next_no, kind, key, columns, content, before));
end $$;
revoke execute on function control.enter_ledger(text, jsonb, text[]) from public;

-- Argument: the kind.
create or replace function control.enter_new_record() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    written jsonb := to_jsonb(new);
begin
    perform control.enter_ledger(tg_argv[0], written, control.ledger_columns(tg_argv[0], written));
    return null;
end $$;

-- With the first verdict on what could be read; nobody reads it anew in its place after that.
create or replace function control.enter_reading() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare
    judged jsonb := (select to_jsonb(s) from control.submissions s where s.submission_id = new.submission_id);
begin
    if not exists (select from control.ledger_entries e where e.record_kind = 'reading' and e.record_key = new.submission_id) then
        perform control.enter_ledger('reading', judged, control.ledger_columns('reading', judged));
    end if;
    return null;
end $$;

do $$
declare
    kinds constant text[][] := array[
        array['submission', 'control.submissions'], array['verdict', 'control.verdicts'], array['approval', 'control.approvals'],
        array['release', 'mart.releases'], array['correction', 'control.corrections']];
    one text[];
begin
    foreach one slice 1 in array kinds loop
        if not exists (select from pg_trigger where tgrelid = one[2]::regclass and tgname = 'enter_ledger') then
            execute format('create constraint trigger enter_ledger after insert on %s deferrable initially deferred
                for each row execute function control.enter_new_record(%L)', one[2], one[1]);
        end if;
    end loop;
    if not exists (select from pg_trigger where tgrelid = 'control.verdicts'::regclass and tgname = 'enter_reading') then
        create constraint trigger enter_reading after insert on control.verdicts deferrable initially deferred
            for each row when (new.status not in ('unreadable', 'refused')) execute function control.enter_reading();
    end if;
end $$;

-- Every record of the ledger as it stands now.
create or replace view control.ledger_records as
select 'submission' as record_kind, control.ledger_key('submission', to_jsonb(s)) as record_key, to_jsonb(s) as record
from control.submissions as s
union all
select 'reading', control.ledger_key('reading', to_jsonb(s)), to_jsonb(s) from control.submissions as s
where exists (select from control.ledger_entries e where e.record_kind = 'reading' and e.record_key = s.submission_id)
    or exists (select from control.verdicts v where v.submission_id = s.submission_id and v.status not in ('unreadable', 'refused'))
union all
select 'verdict', control.ledger_key('verdict', to_jsonb(v)), to_jsonb(v) from control.verdicts as v
union all
select 'approval', control.ledger_key('approval', to_jsonb(a)), to_jsonb(a) from control.approvals as a
union all
select 'release', control.ledger_key('release', to_jsonb(r)), to_jsonb(r) from mart.releases as r
union all
select 'correction', control.ledger_key('correction', to_jsonb(c)), to_jsonb(c) from control.corrections as c;

-- A warehouse from before the ledger, or from before it knew readings: what is there is entered once, as it is.
do $$
declare
    one record;
    is_empty constant boolean := not exists (select from control.ledger_entries);
begin
    if exists (select from control.ledger_entries where record_kind = 'reading') then return; end if;
    set local timezone = 'UTC';
    for one in
        select r.* from control.ledger_records r
        where is_empty or r.record_kind = 'reading'
        order by array_position(array['submission', 'reading', 'verdict', 'approval', 'release'], r.record_kind),
            coalesce(r.record ->> 'received_at', r.record ->> 'judged_at', r.record ->> 'decided_at', r.record ->> 'released_at'),
            r.record_key
    loop
        perform control.enter_ledger(one.record_kind, one.record, control.ledger_columns(one.record_kind, one.record));
    end loop;
end $$;

create or replace function control.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'sổ cái chỉ ghi thêm, không sửa, không xóa | the ledger is only ever added to: %', tg_table_name;
end $$;
create or replace trigger ledger_never_changes before update or delete or truncate on control.ledger_entries
for each statement execute function control.refuse_change();
