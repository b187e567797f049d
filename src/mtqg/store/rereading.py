"""Which submissions are read again, and what they leave behind: verdicts and their findings stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from mtqg.store.verdicts import mark_changed


def kept_submissions(db: Connection, submission_id: str | None = None, source_code: str | None = None) -> list[dict[str, Any]]:
    """Submissions whose bytes are in the landing area: one, those of a source, or all; in the order of their delivery."""
    return db.execute(
        """select * from control.submissions
           where landing_path is not null and status not in ('refused', 'withdrawn')
             and submission_id = coalesce(%s, submission_id) and source_code = coalesce(%s, source_code)
           order by delivered_at, submission_id""", (submission_id, source_code)).fetchall()


def withdraw_figures(db: Connection, submission_id: str, now: datetime) -> None:
    """What the submission has in force is to be built again, whatever its next reading says."""
    mark_changed(db, [submission_id], now)
