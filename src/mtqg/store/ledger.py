"""control.ledger_entries: read only; triggers of sql/070_ledger.sql write it."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

#: Entries whose place in the chain or whose record is not what it was, the first one first; then records without an entry.
_BROKEN = """
    with entries as (
        select e.*, lag(entry_no, 1, 0::bigint) over w as no_before, lag(entry_sha256, 1, repeat('0', 64)) over w as sha_before
        from control.ledger_entries e window w as (order by entry_no)
    ),
    found as (
        select entry_no, coalesce(e.record_kind, r.record_kind) as record_kind,
            coalesce(e.record_key, r.record_key) as record_key, no_before + 1 as first_gone, case
                when entry_no is null then 'unentered'
                when entry_no <> no_before + 1 then 'entries_gone'
                when previous_sha256 <> sha_before or entry_sha256 <> control.ledger_hash(
                    entry_no, e.record_kind, e.record_key, content_columns, content_sha256, previous_sha256) then 'entry_altered'
                when r.record is null then 'record_gone'
                when control.ledger_content(r.record, content_columns) <> content_sha256 then 'record_altered'
            end as fault
        from entries e
        full join control.ledger_records r on e.record_kind = r.record_kind and e.record_key = r.record_key
    )
    select * from found where fault is not null order by entry_no nulls last, record_kind, record_key limit %s
"""


def broken(db: Connection, limit: int) -> list[dict[str, Any]]:
    """entry_no, record_kind, record_key, first_gone, fault of what is not as it was entered.

    Every entry and record is read, whatever was verified before: it takes as long as the ledger is.
    """
    db.execute("set local timezone = 'UTC'")
    return db.execute(_BROKEN, (limit,)).fetchall()


def head(db: Connection) -> dict[str, Any] | None:
    """entry_no and entry_sha256 of the newest entry."""
    return db.execute("select entry_no, entry_sha256 from control.ledger_entries order by entry_no desc limit 1").fetchone()


def entry_hash(db: Connection, entry_no: int) -> str | None:
    row = db.execute("select entry_sha256 from control.ledger_entries where entry_no = %s", (entry_no,)).fetchone()
    return row and row["entry_sha256"]


def release_entries(db: Connection) -> dict[str, int]:
    """Name of every release -> its entry."""
    return {row["record_key"]: row["entry_no"] for row in db.execute(
        "select record_key, entry_no from control.ledger_entries where record_kind = 'release'")}
