"""Which submissions are read again, and what they leave behind: verdicts and their findings stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from mtqg.store.verdicts import mark_changed


def kept_submissions(db: Connection, submission_id: str | None = None, source_code: str | None = None) -> list[dict[str, Any]]:
    """Submissions whose bytes are in the landing area: one, those of a source, or all; in the order of their delivery.

    Beside one submission stand the earlier ones that it superseded: should it be rejected now, one of them is in force again.
    """
    return db.execute(
        """select kept.* from control.submissions kept
           left join control.submissions asked on asked.submission_id = %(id)s
           where kept.landing_path is not null and kept.status not in ('refused', 'withdrawn')
             and kept.source_code = coalesce(%(source)s, kept.source_code)
             and (%(id)s::text is null or kept.submission_id = asked.submission_id
                  or (kept.status = 'superseded' and kept.revision_no < asked.revision_no
                      and (kept.source_code, kept.form_code, kept.period_code)
                          = (asked.source_code, asked.form_code, asked.period_code)))
           order by kept.delivered_at, kept.submission_id""", {"id": submission_id, "source": source_code}).fetchall()


def withdraw_figures(db: Connection, submission_id: str, now: datetime) -> None:
    """What the submission has in force is to be built again, whatever its next reading says."""
    mark_changed(db, [submission_id], now)
