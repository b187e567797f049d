"""Rows of control.notices: what was said to whom, once a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from psycopg import Connection


def claim(db: Connection, day: date, kind: str, subject: str, channel: str, recipients: Sequence[str], title: str, sha256: str,
          run_id: str, now: datetime) -> int | None:
    """The number of the notice that is now to be sent; None when it was sent that day, or may have been.

    What failed is claimed again; what was being sent when its program died is not: nothing is said twice.
    """
    row = db.execute(
        """insert into control.notices as notices (day, kind, subject, channel, recipients, title, content_sha256, status,
               claimed_at, run_id)
           values (%s, %s, %s, %s, %s, %s, %s, 'sending', %s, %s)
           on conflict (day, kind, subject, channel) do update set
               recipients = excluded.recipients, title = excluded.title, content_sha256 = excluded.content_sha256,
               status = 'sending', claimed_at = excluded.claimed_at, run_id = excluded.run_id, message = null
           where notices.status = 'failed'
           returning notice_no""",
        (day, kind, subject, channel, list(recipients), title, sha256, now, run_id)).fetchone()
    return row and row["notice_no"]


def end(db: Connection, notice_no: int, status: str, now: datetime, message: str | None = None) -> None:
    """The notice was sent, or failed with these words."""
    db.execute("update control.notices set status = %s, ended_at = %s, message = %s where notice_no = %s",
               (status, now, message and message[:2000], notice_no))
