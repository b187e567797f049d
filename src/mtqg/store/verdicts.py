"""Findings and verdicts: control.findings, control.verdicts, and control.submissions.awaits_judging."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from psycopg import Connection

from mtqg.model import WrittenFinding
from mtqg.quality.completeness import STATES, Completeness
from mtqg.store.standing import in_force, mark_changed, settle

if TYPE_CHECKING:
    from mtqg.quality import Verdict

Reason = Literal["first", "rules changed", "waiver", "reread", "approval", "withdrawal"]


_FIELDS = tuple(WrittenFinding.__dataclass_fields__)


def replace_findings(db: Connection, submission_id: str, verdict_no: int, findings: Collection[WrittenFinding],
                     now: datetime) -> None:
    """The findings of this verdict (0: of reading) are these and no others."""
    db.execute("delete from control.findings where submission_id = %s and verdict_no = %s", (submission_id, verdict_no))
    add_findings(db, submission_id, verdict_no, findings, now)


def add_findings(db: Connection, submission_id: str, verdict_no: int, findings: Collection[WrittenFinding],
                 now: datetime) -> None:
    """The findings stand under this verdict, which has none yet."""
    if not findings:
        return
    with db.cursor().copy("copy control.findings (submission_id, verdict_no, finding_no, found_at, "
                          f"{', '.join(_FIELDS)}) from stdin") as copy:
        for number, finding in enumerate(findings, 1):
            copy.write_row((submission_id, verdict_no, number, now, *(getattr(finding, name) for name in _FIELDS)))


def findings_of(db: Connection, submission_id: str, verdict_no: int) -> list[WrittenFinding]:
    """Everything that the verdict rests on, also what was found while reading; verdict 0: what was found while reading last."""
    rows = db.execute(f"select {', '.join(_FIELDS)} from control.findings where submission_id = %s and verdict_no = %s "
                      "order by finding_no", (submission_id, verdict_no))
    return [WrittenFinding(**row) for row in rows]


def unjudged(db: Connection) -> list[dict[str, Any]]:
    """Submissions that wait for a verdict, in the order of slices and revisions."""
    return db.execute(
        """select * from control.submissions where awaits_judging is not null and read_at is not null
           order by period_code, form_code, source_code, revision_no""").fetchall()


def judged_submissions(db: Connection, submission_id: str | None, form_code: str | None, period_code: str | None) -> list[str]:
    """Submissions that have a verdict and are not withdrawn: this one, those of the form, of the period, or all."""
    rows = db.execute(
        """select submission_id from control.submissions s
           where submission_id = coalesce(%s, submission_id) and form_code = coalesce(%s, form_code)
             and (%s::text is null or period_code = %s) and status <> 'withdrawn'
             and exists (select from control.verdicts v where v.submission_id = s.submission_id)
           order by 1""", (submission_id, form_code, period_code, period_code))
    return [row["submission_id"] for row in rows]


def await_judging(db: Connection, submission_ids: Collection[str], reason: Reason) -> None:
    """The next judging gives these a verdict for this reason; until then all stays in force as it is.

    What waits for its first verdict, or was read again, waits for that; what was withdrawn waits for nothing.
    """
    db.execute("""update control.submissions set awaits_judging = %s
                  where submission_id = any(%s) and status <> 'withdrawn'
                    and coalesce(awaits_judging not in ('first', 'reread'), true)""",
               (reason, list(submission_ids)))


def give_verdict(db: Connection, submission_id: str, given: Verdict, findings: Collection[WrittenFinding], *, reason: Reason,
                 run_id: str, registry_version: str, now: datetime) -> int:
    """The number of a further verdict of the submission, with all findings it rests on; statuses in its slice follow.

    Whatever thereby comes into force, leaves it, or bears other waivers than before is to be built again.
    """
    before, newest = in_force(db, submission_id), _newest(db, submission_id)
    number = newest + 1
    db.execute(
        """insert into control.verdicts (submission_id, verdict_no, judged_at, registry_version, reason, run_id, status,
               status_on_approval, blocks_accepted, blocks_rejected, n_critical, n_warning, n_info, n_waived,
               cells_filled, cells_zero, cells_not_applicable, cells_not_available, cells_missing, cells_invalid)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (submission_id, number, now, registry_version, reason, run_id, given.status, given.status_on_approval,
         list(given.blocks_accepted), list(given.blocks_rejected), given.counts["critical"], given.counts["warning"],
         given.counts["info"], given.n_waived, *(getattr(given.completeness, state, None) for state in STATES)))
    replace_findings(db, submission_id, number, findings, now)
    db.execute("update control.submissions set awaits_judging = null where submission_id = %s", (submission_id,))
    settle(db, submission_id, now)
    after = in_force(db, submission_id)
    changed = {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}
    if submission_id in after and (
            reason == "reread" or _waived(db, submission_id, newest) != _waived(db, submission_id, number)):
        changed.add(submission_id)
    mark_changed(db, sorted(changed), now)
    return number


def follow_up(db: Connection, submission_id: str, given: Verdict, *, reason: Reason, run_id: str, now: datetime) -> int:
    """The number of a verdict that a person's decision gave: status and blocks are new, everything else is the newest one's."""
    newest = newest_verdict(db, submission_id)
    number, version = (newest["verdict_no"], newest["registry_version"]) if newest else (0, "none")
    counts = {name: newest[f"n_{name}"] for name in ("critical", "warning", "info")} if newest else given.counts
    states = {state: newest[f"cells_{state}"] for state in STATES} if newest else {}
    whole = replace(given, counts=counts, n_waived=newest["n_waived"] if newest else 0,
                    completeness=None if None in states.values() or not states else Completeness(**states))
    return give_verdict(db, submission_id, whole, findings_of(db, submission_id, number), reason=reason, run_id=run_id,
                        registry_version=version, now=now)


def newest_verdict(db: Connection, submission_id: str) -> dict[str, Any] | None:
    return db.execute("select * from control.verdicts where submission_id = %s order by verdict_no desc limit 1",
                      (submission_id,)).fetchone()


def _newest(db: Connection, submission_id: str) -> int:
    row = newest_verdict(db, submission_id)
    return row["verdict_no"] if row else 0


def _waived(db: Connection, submission_id: str, verdict_no: int) -> list[tuple]:
    """Where the verdict has waived findings, and by which waivers."""
    rows = db.execute("""select distinct block_code, sheet, cell_ref, waiver_id from control.findings
                         where submission_id = %s and verdict_no = %s and waiver_id is not null order by 1, 2, 3, 4""",
                      (submission_id, verdict_no))
    return [tuple(row.values()) for row in rows]
