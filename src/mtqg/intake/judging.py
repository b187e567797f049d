"""Judge: a verdict for every submission that waits for one: month by month, and in a month form by form."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from mtqg import journal, settings
from mtqg.logs import id_log
from mtqg.model import WrittenFinding
from mtqg.registry import Registry, load_registry
from mtqg.registry.periods import parse_period
from mtqg.store import connect, same_server, statistics, verdicts
from mtqg.store.builds import open_changes
from mtqg.store.cells import load_cells
from mtqg.store.decisions import decided_last
from mtqg.store.registry_tables import store_registry
from mtqg.store.standing import in_force
from mtqg.store.waivers import touched_by_waivers

if TYPE_CHECKING:
    import pandas as pd
    from psycopg import Connection

    from mtqg.model import Finding
    from mtqg.quality import Verdict
    from mtqg.quality.docs import Docs
    from mtqg.registry.approvals import Threshold

log = id_log(__name__)
#: What verdicts count of the cells of values.
_COUNTED = ("submission_id", "block_code", "cell_role", "row_role", "row_key", "column_key", "value_state", "value",
            "canonical_value", "cell_status")
_SCOPES = ("workbook", "history", "forms", "national")


@dataclass
class JudgeOutcome:
    """Verdicts given, by status; `changed` when something waits to be built."""

    judged: Counter = field(default_factory=Counter)
    changed: bool = False


@same_server()
def judge(run_id: str, now: datetime, *, registry: Registry | None = None,
          waited: Mapping[str, bool] | None = None) -> JudgeOutcome:
    """Every submission that waits for a verdict has one, also those whose verdict no longer says what the waivers say.

    Earlier months come first, so that history is there to compare with; in a month a form whose rules read more
    of the others comes later, so that those have their verdict. `waited`: whether a submission, accepted, had to wait for
    approval when it was judged before; of others it is worked out.
    """
    registry = registry or load_registry()
    outcome = JudgeOutcome()
    with connect() as db:
        store_registry(db, registry, now)
        verdicts.await_judging(db, touched_by_waivers(db, now.astimezone(settings.TIME_ZONE).date()), "waiver")
        waiting = verdicts.unjudged(db)
        if waiting:
            statistics.describe_cells(db)
    compared: dict[str, set[str]] = defaultdict(set)
    for rule in registry.rules.values():
        compared[rule.form_code] |= rule.compares_with

    def place(row: dict) -> tuple[str, int, str]:
        return _month(row), len(compared[row["form_code"]]), row["form_code"]

    with _shown_in_docs(bool(waiting)) as docs:
        for (_, _, form_code), members in groupby(sorted(waiting, key=place), key=place):
            _judge_together(form_code, list(members), registry, run_id, now, outcome, docs, waited or {})
    with connect() as db:
        outcome.changed = open_changes(db) > 0
    return outcome


@contextmanager
def _shown_in_docs(is_needed: bool) -> Iterator[Docs | None]:
    """What is judged meanwhile stands in the Data Docs afterwards, also when judging a later form failed."""
    if not is_needed:
        yield None
        return
    from mtqg.quality.docs import Docs

    docs = Docs()
    try:
        yield docs
    finally:
        docs.publish()


def await_again(*, submission_id: str | None = None, form_code: str | None = None, period_code: str | None = None) -> int:
    """How many submissions wait to be judged again under the rules of today; until then their verdicts hold."""
    with connect() as db:
        chosen = verdicts.judged_submissions(db, submission_id, form_code, period_code)
        verdicts.await_judging(db, chosen, "rules changed")
    return len(chosen)


def _month(row: dict) -> str:
    return parse_period(row["period_code"]).end.isoformat() if row["period_code"] else ""


def _judge_together(form_code: str, rows: list[dict], registry: Registry, run_id: str, now: datetime,
                    outcome: JudgeOutcome, docs: Docs | None, waited: Mapping[str, bool]) -> None:
    """Verdicts of submissions of one form whose periods end on one day, in one transaction."""
    from mtqg.quality import decide, judge_frames
    from mtqg.quality.completeness import completeness_of

    ids = [row["submission_id"] for row in rows]
    with connect() as db:
        cells = load_cells(db, ids)
    found = judge_frames(registry, form_code, cells, scopes=_SCOPES, connection_url=settings.dsn("mtqg_loader"), docs=docs,
                         shadow=True)
    values = cells.loc[cells["cell_role"] == "value", list(_COUNTED)]
    cells_of = dict(list(values.groupby("submission_id", sort=False)))
    by_block = registry.forms[form_code].partial_acceptance == "block"
    threshold = registry.approvals.threshold_on(now.astimezone(settings.TIME_ZONE).date())
    with connect() as db:
        for row in rows:
            name = row["submission_id"]
            written = _all_findings(verdicts.findings_of(db, name, 0), found.get(name, []), row, registry, now)
            mine = cells_of.get(name, values[:0])
            given = replace(decide(written, _blocks_with_figures(mine), by_block), completeness=completeness_of(
                mine, registry, form_code, row["admin_unit_code"], row["period_code"]))
            given = _unless_people_decide(db, name, given, threshold, waited.get(name))
            number = verdicts.give_verdict(db, name, given, written, reason=row["awaits_judging"], run_id=run_id,
                                           registry_version=registry.version, now=now)
            journal.record("judged", f"{name}.{number}", now, submission_id=name, status=given.status, run_id=run_id)
            outcome.judged[given.status] += 1
            log.info("%s (%s), %d findings", given.status, row["awaits_judging"], len(written), ids={
                "run": run_id, "source": row["source_code"], "form": form_code, "period": row["period_code"], "submission": name})
        statistics.describe_ledger(db)


def _blocks_with_figures(cells: pd.DataFrame) -> list[str]:
    """Of cells of values."""
    figures = cells["canonical_value"].notna() & (cells["cell_status"] == "accepted")
    return sorted(cells.loc[figures, "block_code"].unique())


def _unless_people_decide(db: Connection, submission_id: str, given: Verdict, threshold: Threshold | None,
                          has_waited: bool | None) -> Verdict:
    """The verdict; what somebody declined stays rejected, and a revision that changes published figures too much waits."""
    from mtqg.model import ACCEPTED_STATUSES
    from mtqg.preview import held_back

    decided = decided_last(db, submission_id)
    if decided == "declined":
        return replace(given, status="rejected", blocks_accepted=(), blocks_rejected=())
    is_new = decided != "approved" and submission_id not in in_force(db, submission_id)
    has_to_wait = held_back(db, submission_id, given, threshold) if is_new and has_waited is None else (
        is_new and has_waited and given.status in ACCEPTED_STATUSES)
    if has_to_wait:
        return replace(given, status="awaiting_approval", status_on_approval=given.status)
    return given


def _all_findings(of_reading: Collection[WrittenFinding], found: Collection[Finding], row: dict, registry: Registry,
                  now: datetime) -> list[WrittenFinding]:
    """What was found while reading and judging, with the waivers of the day."""
    from mtqg.quality.messages import write_findings
    from mtqg.quality.waivers import waive

    return waive([*of_reading, *write_findings(found, registry)], registry.waivers.values(), source_code=row["source_code"],
                 form_code=row["form_code"], period_code=row["period_code"], day=now.astimezone(settings.TIME_ZONE).date())
