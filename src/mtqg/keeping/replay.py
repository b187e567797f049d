"""The warehouse anew from nothing but `landing/`: its bytes, read and judged in the order in which the journal says they came.

Under the forms and rules of today, with the waivers and corrections that were signed at each moment: a ledger that was last read
and judged under these rules has the same figures again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from mtqg import journal, settings
from mtqg.build import build_warehouse
from mtqg.errors import MtqgError
from mtqg.intake.examining import reading_process
from mtqg.keeping import programs
from mtqg.keeping.reenacting import Past, ReplayOutcome
from mtqg.keeping.signing import lacking, put_back
from mtqg.registry import Registry, load_registry
from mtqg.stack import bootstrap
from mtqg.store import builds, connect, replaying
from mtqg.store.registry_tables import store_signed

Event = dict[str, Any]
Say = Callable[[str], None]


def rebuild_from_archive(say: Say = lambda _words: None, *, puts_back: bool = False) -> ReplayOutcome:
    """Ledger, cells, marts and releases are those of the archive; may be repeated, goes on where an earlier one broke off.

    `puts_back`: what was signed and stands in no list any more is written into it first. MtqgError: the journal was altered,
    bytes are missing, the lists lack what was signed, or the ledger has submissions that the journal does not know.
    """
    if programs.start_server():
        bootstrap.bootstrap()
    events, outcome = journal.events(), ReplayOutcome()
    _require_whole(events)
    registry = _with_its_lists(events, puts_back)
    if not events:
        return outcome
    with journal.of_the_past(), reading_process(registry) as child:
        with connect() as db:
            replaying.take_registry(db, registry, events[-1]["at"])
        past = Past(registry, child.ask, events, outcome)
        for members in _rounds(events):
            first, last = members[0], members[-1]
            say(f"{first['at'].astimezone(settings.TIME_ZONE):%d/%m/%Y %H:%M}  {first['kind']} {len(members)}")
            outcome.taken[first["kind"]] += past.enact(members)
            _build(first.get("run_id") or "archive", last["at"])
        with connect() as db:
            store_signed(db, registry, events[-1]["at"])        # what was listed since, and no run had taken in
        _build("archive", events[-1]["at"])
    return outcome


def _rounds(events: list[Event]) -> Iterator[list[Event]]:
    """Events in a row that are of one kind and run; verdicts of one moment."""
    def together(event: Event) -> tuple:
        return event["kind"], event.get("run_id"), event["at"] if event["kind"] == "judged" else None

    for _, members in groupby(events, key=together):
        yield list(members)


def _require_whole(events: list[Event]) -> None:
    """Every byte that the journal names is there, and the ledger knows no other submission."""
    told = [event for event in events if event["kind"] == "delivery"]
    if missing := [one["landing_path"] for one in told if not (settings.landing_dir() / one["landing_path"]).is_file()]:
        raise MtqgError(f"thiếu trong lưu trữ | missing in the archive: {', '.join(missing[:20])}")
    with connect() as db:
        if others := replaying.strangers(db, [one["submission_id"] for one in told]):
            raise MtqgError(f"sổ có bản gửi mà lưu trữ không có | the journal does not know: {', '.join(others[:20])}")


def _with_its_lists(events: list[Event], puts_back: bool) -> Registry:
    """The registry of today, whose lists hold whatever was signed and not taken out."""
    registry = load_registry()
    lost = lacking(registry, events)
    if lost and not puts_back:
        raise MtqgError(f"danh sách thiếu dòng đã ký | the lists lack what was signed: {', '.join(sorted(lost))}: "
                        "mtqg rebuild-from-archive --put-back")
    if lost:
        put_back(registry, lost.values())
        load_registry.cache_clear()
        return load_registry()
    return registry


def _build(run_id: str, at: datetime) -> None:
    """What changed is built: the next round is compared with what was published then."""
    with connect() as db:
        has_changes = builds.open_changes(db) > 0
    if has_changes:
        build_warehouse(run_id, at, clock=lambda: at)
