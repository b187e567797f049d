"""Pull: every source of a province is an attempt of its own; what is new is landed and read.

Sources and files keep their order; while a file is stored, the next ones, of the next source too, are fetched and being read.
"""

from __future__ import annotations

from datetime import date, datetime

from mtqg import settings
from mtqg.connectors import spec_from_environment
from mtqg.errors import MtqgError, SourceUnavailable
from mtqg.intake.ahead import do_in_order
from mtqg.intake.attempting import Attempt, Clock, Pull, Resolve
from mtqg.intake.examining import reading_process
from mtqg.intake.outcome import PullOutcome
from mtqg.registry import load_registry


def clock_of_the_house() -> datetime:
    return datetime.now(settings.TIME_ZONE)


def pull(source_codes: list[str], run_id: str, try_number: int, now: datetime, day: date | None = None,
         resolve: Resolve = spec_from_environment, clock: Clock = clock_of_the_house) -> PullOutcome:
    """Everything new in the outboxes of these sources is landed and read, whatever happens to the others.

    SourceUnavailable, after all have been tried, when one of them did not answer; any other fault likewise at the end.
    """
    registry = load_registry()
    on = day or now.astimezone(settings.TIME_ZONE).date()
    found = {code: registry.source(code, on) for code in source_codes}
    with reading_process(registry) as child:
        common = Pull(registry, child, run_id, try_number, now, resolve, clock)
        attempts = [Attempt(source, common) for source in found.values() if source]
        do_in_order(step for attempt in attempts for step in attempt.steps())
    total = PullOutcome()
    for attempt in attempts:
        total.add(attempt.outcome)
    _raise_faults([MtqgError(f"no source {code} in force") for code, source in found.items() if source is None]
                  + [attempt.fault for attempt in attempts if attempt.fault])
    return total


def _raise_faults(faults: list[Exception]) -> None:
    """The first grave one, else all that did not answer as one SourceUnavailable."""
    grave = [fault for fault in faults if not isinstance(fault, SourceUnavailable)]
    if grave:
        raise grave[0]
    if faults:
        raise SourceUnavailable("; ".join(str(fault) for fault in faults))
