"""The warehouse anew from nothing but `landing/`: its bytes, read and judged in the order in which the journal says they came.

Under the forms, rules and waivers of today: a ledger that was last read and judged under them has the same figures again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.errors import MtqgError
from mtqg.intake import close_period, deciding, journal, judge, open_period
from mtqg.intake.examining import reading_process
from mtqg.intake.landing import Ask
from mtqg.intake.reading import read
from mtqg.intake.sources import source_then
from mtqg.registry import Registry, load_registry
from mtqg.store import builds, connect, replaying

Event = dict[str, Any]
Say = Callable[[str], None]


@dataclass
class ReplayOutcome:
    """Events taken in, by kind; decisions that have no place under the rules of today."""

    taken: Counter = field(default_factory=Counter)
    without_place: list[str] = field(default_factory=list)


def rebuild_from_archive(say: Say = lambda _words: None) -> ReplayOutcome:
    """Ledger, cells and marts are those of the archive; may be repeated, goes on where an earlier one broke off.

    MtqgError: the journal was altered, bytes are missing, or the ledger has submissions that the journal does not know.
    """
    events, outcome, registry = journal.events(), ReplayOutcome(), load_registry()
    _require_whole(events)
    with reading_process(registry) as child:
        for (kind, run_id), members in groupby(events, key=lambda one: (one["kind"], one["run_id"])):
            taken = list(members)
            say(f"{taken[0]['at'].astimezone(settings.TIME_ZONE):%d/%m/%Y %H:%M}  {kind} {len(taken)}")
            if kind == "delivery":
                outcome.taken[kind] += _deliveries(taken, run_id, registry, child.ask)
            else:
                outcome.taken[kind] += sum(_by_people(event, outcome) for event in taken)
            _build(run_id, taken[-1]["at"])
    return outcome


def _require_whole(events: list[Event]) -> None:
    """Every byte that the journal names is there, and the ledger knows no other submission."""
    told = [event for event in events if event["kind"] == "delivery"]
    if missing := [one["landing_path"] for one in told if not (settings.landing_dir() / one["landing_path"]).is_file()]:
        raise MtqgError(f"thiếu trong lưu trữ | missing in the archive: {', '.join(missing[:20])}")
    with connect() as db:
        if others := replaying.strangers(db, [one["submission_id"] for one in told]):
            raise MtqgError(f"sổ có bản gửi mà lưu trữ không có | the journal does not know: {', '.join(others[:20])}")


def _deliveries(events: list[Event], run_id: str, registry: Registry, ask: Ask) -> int:
    """The deliveries of one run are submissions, read and judged; how many were new to the ledger."""
    units = {one["submission_id"]: one["source_unit_code"] for one in events}
    with connect() as db:
        entered = sum(replaying.enter_delivery(db, event) for event in events)
        waiting = replaying.unread_of(db, list(units))
    for row in waiting:
        source = source_then(registry, row | {"admin_unit_code": units[row["submission_id"]]})
        read(row, source, registry, ask, row["received_at"])
    judge(run_id, events[-1]["at"])
    return entered


def _by_people(event: Event, outcome: ReplayOutcome) -> bool:
    """A month is opened or closed, or a decision is made again at its time; False when the ledger had it."""
    if event["kind"] in ("opened", "closed"):
        (open_period if event["kind"] == "opened" else close_period)(event["period_code"], event["run_id"], event["at"])
        return True
    with connect() as db:
        if replaying.is_decided(db, event):
            return False
        known = replaying.is_known(db, event["submission_id"])
    submission_id = event["submission_id"] if known else ".".join(event["submission_id"].split(".")[:3])
    try:
        _decide(submission_id, event)
    except deciding.NotNow as fault:
        outcome.without_place.append(str(fault))
        return False
    return True


def _decide(submission_id: str, event: Event) -> None:
    words = {"reason": event["reason"], "document_no": event["document_no"], "run_id": event["run_id"], "now": event["at"]}
    if event["decision"] == "withdrawn":
        deciding.withdraw(submission_id, **words)
    else:
        answer = deciding.approve if event["decision"] == "approved" else deciding.decline
        answer(submission_id, role=event["role"], **words)


def _build(run_id: str, at: datetime) -> None:
    """What changed is built: the next round is compared with what was published then."""
    with connect() as db:
        has_changes = builds.open_changes(db) > 0
    if has_changes:
        build_warehouse(run_id, at, clock=lambda: at)
