"""Read again: what was landed, under the present registry; what was judged stays beside what waits for the next verdict."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from psycopg import Connection, Rollback

from mtqg.errors import MtqgError
from mtqg.intake.examining import reading_process
from mtqg.intake.landing import Ask
from mtqg.intake.reading import examine, read, store_examined
from mtqg.intake.sources import source_then
from mtqg.registry import Registry, Source, load_registry
from mtqg.store import connect
from mtqg.store.rereading import insert_rereading, is_same_reading, kept_submissions


@dataclass
class RereadOutcome:
    """What was read again: `received` waits for a verdict, `unchanged` says what it said before."""

    read: Counter = field(default_factory=Counter)
    submission_ids: list[str] = field(default_factory=list)      # that wait for a verdict, or are unreadable still


def reread(now: datetime, *, submission_id: str | None = None, source_code: str | None = None) -> RereadOutcome:
    """One submission, those of a source, or all are read from the landing area; a reading that says something else waits for
    a verdict as a further revision of its slice.

    What was judged stays with its verdict, its cells and, until the new verdict, in force: a build in between drops nothing.
    """
    registry = load_registry()
    with connect() as db:
        kept = kept_submissions(db, submission_id, source_code)
    if submission_id and not kept:
        raise MtqgError(f"no bytes of a submission {submission_id} in the landing area, or a later one stands in its place")
    outcome = RereadOutcome()
    with reading_process(registry) as child:
        for row in kept:
            status, read_as = _read_again(row, source_then(registry, row), registry, child.ask, now)
            outcome.read[status] += 1
            if status != "unchanged":
                outcome.submission_ids.append(read_as)
    return outcome


def _read_again(row: dict, source: Source, registry: Registry, ask: Ask, now: datetime) -> tuple[str, str]:
    """(status now, the submission that has it); what nobody has judged is read in its place."""
    submission_id = row["submission_id"]
    if row["status"] in ("received", "unreadable"):
        read(row, source, registry, ask, now)
        with connect() as db:
            return _status(db, submission_id), submission_id
    with connect() as db, db.transaction() as attempt:
        again = insert_rereading(db, submission_id, now)
        store_examined(db, again, examine(row | {"submission_id": again}, source, ask), registry, now)
        if is_same_reading(db, submission_id, again):
            raise Rollback(attempt)
        return _status(db, again), again
    return "unchanged", submission_id


def _status(db: Connection, submission_id: str) -> str:
    return db.execute("select status from control.submissions where submission_id = %s", (submission_id,)).fetchone()["status"]
