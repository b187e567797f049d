"""Rows of the ledger that the archive's journal tells: deliveries and refusals under the ids they had."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from mtqg.model import Finding
from mtqg.quality.messages import write_findings
from mtqg.registry import Registry
from mtqg.store.corrections import signed_corrections
from mtqg.store.purging import PURGED
from mtqg.store.registry_tables import store_registry
from mtqg.store.verdicts import replace_findings
from mtqg.store.waivers import signed_waivers

_SUBMISSION = """
    insert into control.submissions (submission_id, source_code, form_code, delivery_name, delivery_path, delivered_at,
        received_at, content_sha256, size_bytes, landing_path, submission_origin, run_id, registry_version, status, status_at)
    values (%(submission_id)s, %(source_code)s, %(form_code)s, %(delivery_name)s, %(delivery_path)s, %(delivered_at)s,
        %(at)s, %(content_sha256)s, %(size_bytes)s, %(landing_path)s, %(submission_origin)s, %(run_id)s, %(registry_version)s,
        %(status)s, %(at)s)
    on conflict do nothing
"""
_LISTED = """
    insert into control.deliveries (source_code, form_code, delivery_path, delivered_at, size_bytes, content_sha256,
        submission_id, first_seen_at, run_id)
    values (%(source_code)s, %(form_code)s, %(delivery_path)s, %(delivered_at)s, %(listed_bytes)s, %(content_sha256)s,
        %(submission_id)s, %(at)s, %(run_id)s)
    on conflict do nothing
"""


def take_registry(db: Connection, registry: Registry, at: datetime) -> None:
    """The tables say what the registry says, apart from what is signed, and go on saying so until it is another."""
    newest = db.execute("select max(loaded_at) as at from control.registry_versions").fetchone()["at"]
    store_registry(db, registry, max(at, newest + timedelta(microseconds=1)) if newest else at, with_signed=False)


def signed(db: Connection) -> list[dict[str, Any]]:
    """What was ever taken in or out of the signed lists."""
    return [*signed_waivers(db), *signed_corrections(db)]


def enter_refusal(db: Connection, event: dict[str, Any], registry: Registry) -> bool:
    """The refused delivery of the event is in the ledger with its findings; False when it was. Of persons nothing is said."""
    words = event | {"landing_path": None, "status": "refused", "listed_bytes": event["size_bytes"]}
    if event["delivery_path"] is None:
        words |= {"delivery_name": PURGED, "delivery_path": PURGED}
    if not db.execute(_SUBMISSION, words).rowcount:
        return False
    replace_findings(db, event["submission_id"], 0, write_findings([Finding(**one) for one in event["findings"]], registry),
                     event["at"])
    if event["delivery_path"] is not None:
        db.execute(_LISTED, words)
    return True


def enter_delivery(db: Connection, event: dict[str, Any]) -> bool:
    """The delivery of the event is a submission that waits to be read; False when the ledger had it."""
    entered = db.execute(_SUBMISSION, event | {"status": "received", "registry_version": None})
    db.execute(_LISTED, event)
    return bool(entered.rowcount)


def unread_of(db: Connection, submission_ids: list[str]) -> list[dict[str, Any]]:
    """Those of them that nobody has read, in the order of their delivery."""
    return db.execute("""select * from control.submissions where submission_id = any(%s) and status = 'received'
                             and read_at is null order by delivered_at, submission_id""", (submission_ids,)).fetchall()


def is_decided(db: Connection, event: dict[str, Any]) -> bool:
    """Whether the ledger has this decision."""
    found = db.execute("""select 1 from control.approvals
                          where decision = %(decision)s and decided_at = %(at)s and reason = %(reason)s""", event)
    return found.fetchone() is not None


def is_known(db: Connection, submission_id: str) -> bool:
    return db.execute("select 1 from control.submissions where submission_id = %s", (submission_id,)).fetchone() is not None


def strangers(db: Connection, submission_ids: list[str]) -> list[str]:
    """Submissions of the ledger that have bytes and are not among these, nor read again from one of them."""
    rows = db.execute("""select submission_id from control.submissions where landing_path is not null and reread_of is null
                             and submission_id <> all(%s) order by 1""", (submission_ids,))
    return [row["submission_id"] for row in rows]
