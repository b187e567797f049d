"""Read again: what was landed, under the present registry; every earlier verdict stays beside the next one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.intake.examining import reading_process
from mtqg.intake.reading import read
from mtqg.registry import Registry, Source, load_registry
from mtqg.store import connect
from mtqg.store.rereading import kept_submissions, withdraw_figures


@dataclass
class RereadOutcome:
    """Submissions read again, by their status now: `received` waits for a verdict."""

    read: Counter = field(default_factory=Counter)
    submission_ids: list[str] = field(default_factory=list)


def reread(now: datetime, *, submission_id: str | None = None, source_code: str | None = None) -> RereadOutcome:
    """One submission, those of a source, or all are read from the landing area and wait for a verdict.

    Where one was in force its figures are as the new reading has them, and the next build takes that in once it is judged.
    """
    registry = load_registry()
    with connect() as db:
        kept = kept_submissions(db, submission_id, source_code)
    if submission_id and not kept:
        raise MtqgError(f"no bytes of a submission {submission_id} in the landing area")
    outcome = RereadOutcome()
    with reading_process(registry) as child:
        for row in kept:
            with connect() as db:
                withdraw_figures(db, row["submission_id"], now)
            read(row, _source_then(registry, row), registry, child.ask, now)
            with connect() as db:
                status = db.execute("select status from control.submissions where submission_id = %s",
                                    (row["submission_id"],)).fetchone()["status"]
            outcome.read[status] += 1
            outcome.submission_ids.append(row["submission_id"])
    return outcome


def _source_then(registry: Registry, row: dict) -> Source:
    """The version of the source whose unit the submission was read for, else the one in force when it was delivered."""
    versions = [one for one in registry.sources if one.source_code == row["source_code"]]
    day = row["delivered_at"].astimezone(settings.TIME_ZONE).date()
    found = next((one for one in versions if row["admin_unit_code"] == one.admin_unit_code), None) or next(
        (one for one in versions if one.in_force(day)), None) or (versions[-1] if versions else None)
    if found is None:
        raise MtqgError(f"no source {row['source_code']} in expectations/sources.yml")
    return found
