"""Events of the archive's journal, each made to happen again at its own time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from mtqg.intake import close_period, deciding, judge, open_period
from mtqg.intake.landing import Ask
from mtqg.intake.reading import read
from mtqg.intake.sources import source_then
from mtqg.keeping.signing import list_of, row_of
from mtqg.registry import Registry
from mtqg.registry.signed_lists import CORRECTIONS, WAIVERS
from mtqg.releasing import ReleaseRefused, release_again
from mtqg.store import connect, replaying
from mtqg.store.corrections import store_corrections
from mtqg.store.registry_tables import name_of_signed
from mtqg.store.waivers import store_waivers

Event = dict[str, Any]


@dataclass
class ReplayOutcome:
    """Events taken in, by kind; decisions and releases that have no place under the rules of today."""

    taken: Counter = field(default_factory=Counter)
    without_place: list[str] = field(default_factory=list)


class Past:
    """What had been signed up to now, and who was judged when; the ledger holds the rest."""

    def __init__(self, registry: Registry, ask: Ask, events: list[Event], outcome: ReplayOutcome):
        self._registry, self._ask, self._outcome = registry, ask, outcome
        self._judged = {one["submission_id"] for one in events if one["kind"] == "judged"}
        self._signed: dict[str, dict] = {WAIVERS.stem: {}, CORRECTIONS.stem: {}}
        with connect() as db:
            self._known = {name_of_signed(row) for row in replaying.signed(db)}

    def enact(self, events: list[Event]) -> int:
        """The events, of one kind and run, have happened; how many the ledger did not know."""
        doing = {"opened": self._open, "signed": self._sign, "refused": self._refuse, "delivery": self._deliver,
                 "judged": self._give_verdicts, "decision": self._decide, "closed": self._close, "released": self._release}
        return doing[events[0]["kind"]](events)

    def _open(self, events: list[Event]) -> int:
        for one in events:
            open_period(one["period_code"], one["run_id"], one["at"])
        return len(events)

    def _close(self, events: list[Event]) -> int:
        for one in events:
            close_period(one["period_code"], one["run_id"], one["at"])
        return len(events)

    def _sign(self, events: list[Event]) -> int:
        return sum(self._sign_row(event) for event in events)

    def _sign_row(self, event: Event) -> bool:
        listed = list_of(event)
        rows, row = self._signed[listed.stem], row_of(event)
        number = getattr(row, listed.id_column)
        rows.pop(number, None)
        if not event["is_withdrawn"]:
            rows[number] = row
        if name_of_signed(event | {"known_from": event["at"]}) in self._known:
            return False
        with connect() as db:
            (store_waivers if listed is WAIVERS else store_corrections)(db, list(rows.values()), event["at"])
        return True

    def _refuse(self, events: list[Event]) -> int:
        with connect() as db:
            return sum(replaying.enter_refusal(db, event, self._registry) for event in events)

    def _deliver(self, events: list[Event]) -> int:
        """Submissions, read; judged at once where the journal does not say when they were."""
        units = {one["submission_id"]: one["source_unit_code"] for one in events}
        with connect() as db:
            entered = sum(replaying.enter_delivery(db, event) for event in events)
            waiting = replaying.unread_of(db, list(units))
        for row in waiting:
            source = source_then(self._registry, row | {"admin_unit_code": units[row["submission_id"]]})
            read(row, source, self._registry, self._ask, row["received_at"])
        if not units.keys() <= self._judged:
            self._judge(events, {})
        return entered

    def _give_verdicts(self, events: list[Event]) -> int:
        return self._judge(events, {one["submission_id"]: one["status"] == "awaiting_approval" for one in events})

    def _judge(self, events: list[Event], waited: dict[str, bool]) -> int:
        registry = self._registry.with_waivers(self._signed[WAIVERS.stem])
        return judge(events[-1]["run_id"], events[-1]["at"], registry=registry, waited=waited).judged.total()

    def _decide(self, events: list[Event]) -> int:
        return sum(self._decide_one(event) for event in events)

    def _decide_one(self, event: Event) -> bool:
        with connect() as db:
            if replaying.is_decided(db, event):
                return False
            known = replaying.is_known(db, event["submission_id"])
        submission_id = event["submission_id"] if known else ".".join(event["submission_id"].split(".")[:3])
        words = {"reason": event["reason"], "document_no": event["document_no"], "run_id": event["run_id"], "now": event["at"]}
        try:
            if event["decision"] == "withdrawn":
                deciding.withdraw(submission_id, **words)
            else:
                answer = deciding.approve if event["decision"] == "approved" else deciding.decline
                answer(submission_id, role=event["role"], **words)
        except deciding.NotNow as fault:
            self._outcome.without_place.append(str(fault))
            return False
        return True

    def _release(self, events: list[Event]) -> int:
        return sum(self._release_one(event) for event in events)

    def _release_one(self, event: Event) -> bool:
        try:
            return release_again(event)
        except ReleaseRefused as fault:
            self._outcome.without_place.append(f"{event['release_name']}: {fault}")
            return False
