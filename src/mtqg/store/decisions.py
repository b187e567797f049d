"""control.approvals: what people decided about submissions, each with the verdict that follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from psycopg import Connection

from mtqg.model import ACCEPTED_STATUSES
from mtqg.quality import Verdict
from mtqg.store.verdicts import newest_verdict

Decided = Literal["approved", "declined", "withdrawn"]


def record_decision(db: Connection, submission_id: str, verdict_no: int, decision: Decided, *, role: str | None, reason: str,
                    document_no: str | None, now: datetime) -> None:
    """The decision stands beside the verdict that it gave."""
    db.execute(
        """insert into control.approvals (submission_id, verdict_no, decision, role, reason, document_no, decided_at)
           values (%s, %s, %s, %s, %s, %s, %s)""", (submission_id, verdict_no, decision, role, reason, document_no, now))


def decided_last(db: Connection, submission_id: str) -> Decided | None:
    """What was decided about the submission last, if anything was."""
    row = db.execute("select decision from control.approvals where submission_id = %s order by approval_no desc limit 1",
                     (submission_id,)).fetchone()
    return row and row["decision"]


def all_readings(db: Connection, submission_id: str) -> list[dict[str, Any]]:
    """The submission and all other readings of its bytes, in the order of reading; none where there is no such submission."""
    return db.execute(
        """with recursive chain as (
               select submission_id, reread_of from control.submissions where submission_id = %s
               union
               select s.submission_id, s.reread_of from chain c
               join control.submissions s on s.submission_id = c.reread_of or s.reread_of = c.submission_id)
           select s.* from chain join control.submissions s using (submission_id) order by s.received_at, s.submission_id""",
        (submission_id,)).fetchall()


def verdict_to_come(db: Connection, submission_id: str) -> Verdict | None:
    """The verdict under which the submission would count: its newest one, or acceptance of the whole; None: it was not read."""
    row = db.execute("select read_at, admin_unit_code, period_code from control.submissions where submission_id = %s",
                     (submission_id,)).fetchone()
    if row is None or None in row.values():
        return None
    newest = newest_verdict(db, submission_id)
    status = newest and (newest["status_on_approval"] or newest["status"])
    if status in ACCEPTED_STATUSES:
        return Verdict(status, blocks_accepted=tuple(newest["blocks_accepted"]), blocks_rejected=tuple(newest["blocks_rejected"]))
    return Verdict("accepted", blocks_accepted=tuple(blocks_of(db, submission_id)))


def blocks_of(db: Connection, submission_id: str) -> list[str]:
    """Blocks in which the submission has cells."""
    rows = db.execute("select distinct block_code from raw.reported_cells where submission_id = %s and block_code is not null "
                      "order by 1", (submission_id,))
    return [row["block_code"] for row in rows]
