"""A pull, as its tasks see it: whom it asks, and how it asks one province."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from mtqg.errors import SourceUnavailable
from mtqg.intake import PullOutcome, provinces_to_poll, pull
from mtqg.orchestration import gauges
from mtqg.orchestration.connections import resolve


def who_is_asked(params: Mapping[str, Any], run_id: str, now: datetime) -> list[dict]:
    """The provinces of this run with their sources; by the way the collector is told how things stand."""
    gauges.emit(now)
    found = provinces_to_poll(params["period"], params["sources"], params["only_due"], run_id, now)
    return [asdict(one) for one in found]


def poll(province: dict, run_id: str, try_number: int, now: datetime, params: Mapping[str, Any]) -> PullOutcome:
    """What is new in the province's outboxes is landed and read.

    In a run of the schedule, which comes back by itself, an outage fails the task at once: no other province waits with
    its judging for these retries.
    """
    from airflow.sdk.exceptions import AirflowFailException

    comes_back = params["only_due"] and not (params["period"] or params["sources"])
    try:
        return pull(province["source_codes"], run_id, try_number, now, day=date.fromisoformat(province["day"]), resolve=resolve)
    except SourceUnavailable as outage:
        if comes_back:
            raise AirflowFailException(str(outage)) from outage
        raise
