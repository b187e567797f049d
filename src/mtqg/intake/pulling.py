"""Pull: every source of a province is an attempt of its own; what is new is landed and read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from mtqg import settings
from mtqg.connectors import ConnectionSpec, open_connector, spec_from_environment
from mtqg.connectors.paths import visible
from mtqg.errors import MtqgError, SourceUnavailable
from mtqg.intake.child import WarmChild
from mtqg.intake.examining import reading_process
from mtqg.intake.landing import Landed, discover
from mtqg.intake.reading import order, try_to_store
from mtqg.intake.taking import Taking
from mtqg.logs import about, id_log
from mtqg.registry import Registry, Source, load_registry
from mtqg.store import connect, polls, statement, submissions

log = id_log(__name__)
Resolve = Callable[[str], ConnectionSpec]
Clock = Callable[[], datetime]


@dataclass
class PullOutcome:
    """What one pull saw: files, new submissions, files that we had."""

    seen: int = 0
    landed: int = 0
    known: int = 0
    refused: int = 0
    bytes_landed: int = 0
    submission_ids: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {"seen": self.seen, "landed": self.landed, "known": self.known, "bytes": self.bytes_landed}

    def tell(self, landed: Landed | None) -> None:
        """One delivery more is landed, refused, or of bytes that we have."""
        if landed is None:
            self.known += 1
        elif landed.status == "refused":
            self.refused += 1
        else:
            self.landed += 1
            self.bytes_landed += landed.size_bytes
            self.submission_ids.append(landed.submission_id)

    def add(self, other: PullOutcome) -> None:
        for name in ("seen", "landed", "known", "refused", "bytes_landed", "submission_ids"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def clock_of_the_house() -> datetime:
    return datetime.now(settings.TIME_ZONE)


def pull(source_codes: list[str], run_id: str, try_number: int, now: datetime, day: date | None = None,
         resolve: Resolve = spec_from_environment, clock: Clock = clock_of_the_house) -> PullOutcome:
    """Everything new in the outboxes of these sources is landed and read, whatever happens to the others.

    SourceUnavailable, after all have been tried, when one of them did not answer; any other fault likewise at the end.
    """
    registry = load_registry()
    total, faults = PullOutcome(), []
    with reading_process(registry) as child:
        for code in source_codes:
            source = registry.source(code, day or now.astimezone(settings.TIME_ZONE).date())
            if source is None:
                raise MtqgError(f"no source {code} in force")
            with about(run=run_id, source=code):
                outcome, fault = _attempt(source, registry, child, run_id, try_number, now, resolve, clock)
            total.add(outcome)
            if fault:
                faults.append(fault)
    grave = [fault for fault in faults if not isinstance(fault, SourceUnavailable)]
    if grave:
        raise grave[0]
    if faults:
        raise SourceUnavailable("; ".join(str(fault) for fault in faults))
    return total


def _attempt(source: Source, registry: Registry, child: WarmChild, run_id: str, try_number: int, now: datetime,
             resolve: Resolve, clock: Clock) -> tuple[PullOutcome, Exception | None]:
    """One attempt and its outcome row."""
    outcome, fault = PullOutcome(), None
    with statement() as db:
        attempt = submissions.start_attempt(db, source.source_code, run_id, try_number, now)
    try:
        faults = _read_landed(source, registry, child, now)
        faults += _take_new(source, registry, child, run_id, now, resolve, outcome)
        if faults:
            raise MtqgError("could not be read: " + "; ".join(faults))
    except SourceUnavailable as unavailable:
        fault = SourceUnavailable(f"{source.source_code}: {unavailable}")
        log.warning("did not answer: %s", unavailable)
    except Exception as other:
        log.exception("failed")
        fault = other
    ended = "succeeded" if fault is None else "unavailable" if isinstance(fault, SourceUnavailable) else "failed"
    with connect() as db:
        submissions.end_attempt(db, attempt, clock(), ended, outcome.counts(), fault)
        polls.answered(db, source.source_code, ended != "unavailable")
    log.info("attempt %d %s: %d files seen, %d landed, %d known, %d refused, %d bytes", attempt, ended, outcome.seen,
             outcome.landed, outcome.known, outcome.refused, outcome.bytes_landed)
    return outcome, fault


def _take_new(source: Source, registry: Registry, child: WarmChild, run_id: str, now: datetime, resolve: Resolve,
              outcome: PullOutcome) -> list[str]:
    """What is new in the outbox is landed and read; the faults of reading."""
    connector = open_connector(resolve(source.connection_id))
    listed = discover(source, connector)
    if connector.refused:
        _remember_refused(source, connector.refused, run_id, now)
    with statement() as db:
        unknown = submissions.without_known(db, listed, registry.version)
    outcome.seen, outcome.known = len(listed), len(listed) - len(unknown)
    taking = Taking(source, connector, registry, child, run_id, now, outcome.tell)
    taking.take(unknown)
    return taking.faults


def _remember_refused(source: Source, refused: dict[str, str], run_id: str, now: datetime) -> None:
    """Files whose names are let in nowhere are on record: the officer's digest tells of them."""
    with connect() as db:
        for path, fault in refused.items():
            if submissions.remember_refused_name(db, source.source_code, visible(path), fault, run_id, now):
                log.warning("refused by its name: %s", fault, ids={"delivery": visible(path)})


def _read_landed(source: Source, registry: Registry, child: WarmChild, now: datetime) -> list[str]:
    """Every landed submission of the source that an earlier run left is read; a fault at one, which is told, stops no other."""
    with statement() as db:
        waiting = submissions.unread(db, [source.source_code])
    answers = child.ask_all(order(row, source) for row in waiting)
    return [fault for row, examined in zip(waiting, answers, strict=True)
            for fault in try_to_store(row["submission_id"], row["form_code"], examined, registry, now)]
