"""control.approvals: what people decided about submissions, each with the verdict that follows from it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from psycopg import Connection

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
