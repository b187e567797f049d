"""Judge: one verdict for every submission that was read, all of a form together, month by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from mtqg import settings
from mtqg.model import Finding
from mtqg.registry import Registry, load_registry
from mtqg.registry.periods import parse_period
from mtqg.store import connect, verdicts
from mtqg.store.builds import open_changes
from mtqg.store.cells import load_cells
from mtqg.store.registry_tables import store_registry

_SCOPES = ("workbook", "history", "forms", "national")


@dataclass
class JudgeOutcome:
    """Verdicts given, by status; `changed` when something waits to be built."""

    judged: Counter = field(default_factory=Counter)
    changed: bool = False


def judge(run_id: str, now: datetime) -> JudgeOutcome:
    """Every submission that waits for a verdict has one; earlier months first, so that history is there to compare with."""
    registry = load_registry()
    outcome = JudgeOutcome()
    with connect() as db:
        store_registry(db, registry, now)
        waiting = verdicts.unjudged(db)
    readable = sorted(waiting, key=_month)
    for _, members in groupby(readable, key=_month):
        _judge_month(list(members), registry, now, outcome)
    with connect() as db:
        outcome.changed = open_changes(db) > 0
    return outcome


def _month(row: dict) -> str:
    return parse_period(row["period_code"]).end.isoformat() if row["period_code"] else ""


def _judge_month(rows: list[dict], registry: Registry, now: datetime, outcome: JudgeOutcome) -> None:
    """Verdicts of submissions whose periods end on one day, in one transaction."""
    from mtqg.quality import judge_frames, verdict
    from mtqg.quality.messages import write_findings

    found: dict[str, list[Finding]] = {row["submission_id"]: [] for row in rows}
    for form_code in sorted({row["form_code"] for row in rows}):
        ids = [row["submission_id"] for row in rows if row["form_code"] == form_code]
        with connect() as db:
            cells = load_cells(db, ids)
        judged = judge_frames(registry, form_code, cells, scopes=_SCOPES,
                              connection_url=settings.dsn("mtqg_loader"), docs=True)
        for submission_id, findings in judged.items():
            found[submission_id].extend(findings)
    with connect() as db:
        read_before: dict[str, list[dict]] = {}
        for finding in verdicts.reading_findings(db, list(found)):
            read_before.setdefault(finding["submission_id"], []).append(finding)
        for row in rows:
            written = write_findings(found[row["submission_id"]], registry)
            severities = [f.severity for f in written] + [f["severity"] for f in read_before.get(row["submission_id"], ())]
            status, counts = verdict(severities)
            verdicts.give_verdict(db, row["submission_id"], status, counts, registry.version, written, now)
            outcome.judged[status] += 1
