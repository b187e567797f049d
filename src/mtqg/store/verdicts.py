"""Findings, verdicts, and what they change: control.findings, control.verdicts, control.changed_slices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from mtqg.model import ACCEPTED_STATUSES


@dataclass(frozen=True, slots=True)
class WrittenFinding:
    """A finding with the severity and the messages of its rule."""

    rule_id: str
    severity: str
    sheet: str | None
    cell_ref: str | None
    block_code: str | None
    row_key: str | None
    column_key: str | None
    indicator_code: str | None
    admin_unit_code: str | None
    actual: str | None
    expected: str | None
    message_vi: str
    message_en: str


_FIELDS = tuple(WrittenFinding.__dataclass_fields__)


def replace_findings(db: Connection, submission_id: str, verdict_no: int, findings: list[WrittenFinding], now: datetime) -> None:
    """The findings of this verdict (0: of reading) are these and no others."""
    db.execute("delete from control.findings where submission_id = %s and verdict_no = %s", (submission_id, verdict_no))
    with db.cursor().copy("copy control.findings (submission_id, verdict_no, finding_no, found_at, "
                          f"{', '.join(_FIELDS)}) from stdin") as copy:
        for number, finding in enumerate(findings, 1):
            copy.write_row((submission_id, verdict_no, number, now, *(getattr(finding, name) for name in _FIELDS)))


def unjudged(db: Connection) -> list[dict[str, Any]]:
    """Submissions that were read and wait for a verdict, in the order of slices and revisions."""
    return db.execute(
        """select * from control.submissions where status = 'received' and read_at is not null
           order by period_code, form_code, source_code, revision_no""").fetchall()


def reading_findings(db: Connection, submission_ids: list[str]) -> list[dict[str, Any]]:
    return db.execute("select * from control.findings where verdict_no = 0 and submission_id = any(%s)",
                      (submission_ids,)).fetchall()


def give_verdict(db: Connection, submission_id: str, status: str, counts: dict[str, int], registry_version: str,
                 findings: list[WrittenFinding], now: datetime) -> None:
    """A further verdict of the submission, with its findings; its status follows."""
    number = db.execute("select coalesce(max(verdict_no), 0) + 1 as n from control.verdicts where submission_id = %s",
                        (submission_id,)).fetchone()["n"]
    db.execute(
        """insert into control.verdicts (submission_id, verdict_no, judged_at, registry_version, status,
               n_critical, n_warning, n_info)
           values (%s, %s, %s, %s, %s, %s, %s, %s)""",
        (submission_id, number, now, registry_version, status, counts["critical"], counts["warning"], counts["info"]))
    replace_findings(db, submission_id, number, findings, now)
    db.execute("update control.submissions set status = %s, status_at = %s where submission_id = %s",
               (status, now, submission_id))
    if status in ACCEPTED_STATUSES:
        _bring_into_force(db, submission_id, now)


def _bring_into_force(db: Connection, submission_id: str, now: datetime) -> None:
    """Earlier accepted revisions of the slice are superseded; every period that either of them names is to be built again.

    A revision that is not the newest accepted one of its slice (it was judged late) is itself superseded at once.
    """
    accepted = list(ACCEPTED_STATUSES)
    revisions = db.execute(
        """select o.submission_id, o.revision_no from control.submissions o
           join control.submissions s using (source_code, form_code, period_code)
           where s.submission_id = %s and o.status = any(%s) order by o.revision_no desc""",
        (submission_id, accepted)).fetchall()
    newest, earlier = revisions[0]["submission_id"], [row["submission_id"] for row in revisions[1:]]
    earlier += [row["submission_id"] for row in _read_before_elsewhere(db, submission_id, accepted)]
    if earlier:
        db.execute("update control.submissions set status = 'superseded', status_at = %s where submission_id = any(%s)",
                   (now, earlier))
        db.execute("update control.verdicts set superseded_at = %s, superseded_by = %s "
                   "where submission_id = any(%s) and superseded_at is null", (now, newest, earlier))
    mark_changed(db, [submission_id, *earlier], now)


def _read_before_elsewhere(db: Connection, submission_id: str, accepted: list[str]) -> list[dict[str, Any]]:
    """The same bytes in force in another slice: read again, they say that they are of this one."""
    return db.execute(
        """select o.submission_id from control.submissions s
           join control.submissions o on o.submission_id = s.reread_of
           where s.submission_id = %s and o.status = any(%s) and o.period_code is distinct from s.period_code""",
        (submission_id, accepted)).fetchall()


def mark_changed(db: Connection, submission_ids: list[str], now: datetime) -> None:
    """The next build redoes every period for which these submissions hold figures."""
    db.execute(
        """insert into control.changed_slices (admin_unit_code, period_code, source_code, form_code, submission_id, changed_at)
           select distinct s.admin_unit_code, c.period_code, s.source_code, s.form_code, s.submission_id, %s::timestamptz
           from control.submissions s
           join raw.reported_cells c using (submission_id)
           where s.submission_id = any(%s) and c.indicator_code is not null and c.period_code is not null
           order by s.submission_id, c.period_code""", (now, submission_ids))
