"""Judge: one verdict for every submission that was read: month by month, and in a month form by form."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from mtqg import settings
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
    """Every submission that waits for a verdict has one.

    Earlier months come first, so that history is there to compare with; in a month the forms that rules compare with
    others come last, so that the others have their verdict.
    """
    registry = load_registry()
    outcome = JudgeOutcome()
    with connect() as db:
        store_registry(db, registry, now)
        waiting = verdicts.unjudged(db)
    comparing = {rule.form_code for rule in registry.rules.values() if rule.scope == "forms"}

    def place(row: dict) -> tuple[str, bool, str]:
        return _month(row), row["form_code"] in comparing, row["form_code"]

    for (_, _, form_code), members in groupby(sorted(waiting, key=place), key=place):
        _judge_together(form_code, list(members), registry, run_id, now, outcome)
    with connect() as db:
        outcome.changed = open_changes(db) > 0
    return outcome


def _month(row: dict) -> str:
    return parse_period(row["period_code"]).end.isoformat() if row["period_code"] else ""


def _judge_together(form_code: str, rows: list[dict], registry: Registry, run_id: str, now: datetime,
                    outcome: JudgeOutcome) -> None:
    """Verdicts of submissions of one form whose periods end on one day, in one transaction."""
    from mtqg.quality import decide, judge_frames
    from mtqg.quality.messages import write_findings

    ids = [row["submission_id"] for row in rows]
    with connect() as db:
        cells = load_cells(db, ids)
    found = judge_frames(registry, form_code, cells, scopes=_SCOPES, connection_url=settings.dsn("mtqg_loader"), docs=True)
    blocks = cells.groupby("submission_id")["block_code"].unique()
    with connect() as db:
        for row in rows:
            name = row["submission_id"]
            written = verdicts.findings_of(db, name, 0) + write_findings(found.get(name, []), registry)
            given = decide(written, blocks.get(name, ()))
            verdicts.give_verdict(db, name, given, written, reason=row["awaits_judging"], run_id=run_id,
                                  registry_version=registry.version, now=now)
            outcome.judged[given.status] += 1
