"""One attempt at a source: what an earlier run left is read, what is new is landed and read, how it ended is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from mtqg.connectors import ConnectionSpec, open_connector
from mtqg.connectors.paths import visible
from mtqg.errors import MtqgError, SourceUnavailable
from mtqg.intake.ahead import Step
from mtqg.intake.child import WarmChild
from mtqg.intake.landing import discover
from mtqg.intake.outcome import PullOutcome
from mtqg.intake.reading import order, try_to_store
from mtqg.intake.taking import Taking
from mtqg.logs import about, id_log
from mtqg.registry import Registry, Source
from mtqg.store import connect, polls, statement, submissions

log = id_log(__name__)
Resolve = Callable[[str], ConnectionSpec]
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Pull:
    """What all attempts of one pull have in common."""

    registry: Registry
    child: WarmChild
    run_id: str
    try_number: int
    now: datetime
    resolve: Resolve
    clock: Clock


@dataclass
class Attempt:
    """Steps to take in order; `outcome` and `fault` are those of the whole attempt when the last step is done.

    A source that fails is fetched from no more, and what was fetched before is landed; behind a fault of landing nothing is.
    """

    source: Source
    pull: Pull
    outcome: PullOutcome = field(default_factory=PullOutcome)
    fault: Exception | None = None
    _landing_failed: bool = False
    _unread: list[str] = field(default_factory=list)         # faults of reading, which stop no other file

    def steps(self) -> Iterator[Step]:
        """Each has begun when it is given out; the last one puts on record how the attempt ended."""
        with self._about(), statement() as db:
            number = submissions.start_attempt(db, self.source.source_code, self.pull.run_id, self.pull.try_number, self.pull.now)
        for begin in (self._left_unread, self._new):
            steps = begin()
            while step := self._next(steps):
                yield step
        yield Step(partial(self._end, number))

    def _about(self) -> Any:
        return about(run=self.pull.run_id, source=self.source.source_code)

    def _next(self, steps: Iterator[Step]) -> Step | None:
        if self.fault:
            return None
        with self._about():
            try:
                return next(steps, None)
            except Exception as fault:
                self._fail(fault)
                return None

    def _step(self, do: Callable[[], None], drop: Callable[[], None], size_bytes: int) -> Step:
        def turn() -> None:
            if self._landing_failed:
                drop()
                return
            with self._about():
                try:
                    do()
                except Exception as fault:
                    self._landing_failed = True
                    self._fail(fault)

        return Step(turn, drop, 1 + size_bytes)

    def _fail(self, fault: Exception) -> None:
        if isinstance(fault, SourceUnavailable):
            self.fault = SourceUnavailable(f"{self.source.source_code}: {fault}")
            log.warning("did not answer: %s", fault)
        else:
            self.fault = fault
            log.error("failed", exc_info=fault)

    def _end(self, number: int) -> None:
        """How the attempt ended is on record."""
        outcome = self.outcome
        with self._about():
            if self._unread and not self.fault:
                self._fail(MtqgError("could not be read: " + "; ".join(self._unread)))
            fault = self.fault
            ended = "succeeded" if fault is None else "unavailable" if isinstance(fault, SourceUnavailable) else "failed"
            with connect() as db:
                submissions.end_attempt(db, number, self.pull.clock(), ended, outcome.counts(), fault)
                polls.answered(db, self.source.source_code, ended != "unavailable")
            log.info("attempt %d %s: %d files seen, %d landed, %d known, %d refused, %d bytes", number, ended, outcome.seen,
                     outcome.landed, outcome.known, outcome.refused, outcome.bytes_landed)

    def _left_unread(self) -> Iterator[Step]:
        """Every landed submission of the source that an earlier run left; a fault at one, which is told, stops no other."""
        with statement() as db:
            waiting = submissions.unread(db, [self.source.source_code])
        child = self.pull.child
        for row in waiting:
            number = child.begin(order(row, self.source))
            yield self._step(partial(self._store_left, row, number), partial(child.forget, number), row["size_bytes"])

    def _store_left(self, row: dict, number: int) -> None:
        examined = self.pull.child.answer(number)
        self._unread += try_to_store(row["submission_id"], row["form_code"], examined, self.pull.registry, self.pull.now)

    def _new(self) -> Iterator[Step]:
        """What is new in the outbox."""
        pull, source = self.pull, self.source
        connector = open_connector(pull.resolve(source.connection_id))
        listed = discover(source, connector)
        if connector.refused:
            self._remember_refused(connector.refused)
        with statement() as db:
            unknown = submissions.without_known(db, listed, pull.registry.version)
        self.outcome.seen, self.outcome.known = len(listed), len(listed) - len(unknown)
        taking = Taking(source, connector, pull.registry, pull.child, pull.run_id, pull.now, self.outcome.tell, self._unread)
        for delivery in unknown:
            if fetched := taking.fetch(delivery):
                yield self._step(partial(taking.land, fetched), partial(taking.drop, fetched), fetched.spooled.size_bytes)

    def _remember_refused(self, refused: dict[str, str]) -> None:
        """Files whose names are let in nowhere are on record: the officer's digest tells of them."""
        with connect() as db:
            for path, fault in refused.items():
                if submissions.remember_refused_name(db, self.source.source_code, visible(path), fault, self.pull.run_id,
                                                     self.pull.now):
                    log.warning("refused by its name: %s", fault, ids={"delivery": visible(path)})
