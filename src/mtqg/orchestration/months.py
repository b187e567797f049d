"""A reporting month as the refresh sees it: which one, whether it is built, who is in it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.exporting import export_month
from mtqg.intake import close_period, open_period
from mtqg.registry.periods import parse_period, periods_ending_in, previous_month
from mtqg.releasing import release_what_changed
from mtqg.store import connect, months, published

log = logging.getLogger(__name__)


def month_to_refresh(named: str | None, when: datetime) -> str:
    """The month that was named, else the one before `when` (in Vietnam)."""
    if named is None:
        return previous_month(when.astimezone(settings.TIME_ZONE).date())
    try:
        period = parse_period(named)
    except ValueError as error:
        raise MtqgError(f"kỳ | period {named!r}: {error}") from error
    if period.period_type != "month":
        raise MtqgError(f"kỳ | period {named!r} is a {period.period_type}; a month is refreshed, as 2026-09")
    return named


def open_named(named: str | None, context: Mapping[str, Any], now: datetime) -> dict[str, str | int]:
    """The month is open, and how many builds had failed by then."""
    run = context["dag_run"]
    period = month_to_refresh(named, run.logical_date or run.run_after)
    open_period(period, run.run_id, now)
    return {"period": period, "failed_builds": context["ti"].get_dr_count("build_warehouse", states=["failed"])}


def is_built(count_runs: Callable[..., int], failed_before: int) -> bool:
    """Whether a published build has taken everything in; AirflowFailException when the one that should have failed."""
    from airflow.sdk.exceptions import AirflowFailException

    if not waits_for_build():
        return True
    is_coming = count_runs("build_warehouse", states=["queued", "running"]) > 0
    if not is_coming and count_runs("build_warehouse", states=["failed"]) > failed_before:
        raise AirflowFailException("the newest run of build_warehouse failed: see there")
    return False


def close(period: str, run_id: str, now: datetime) -> dict[str, dict[str, int]]:
    """The month is closed: form -> status -> how many submissions."""
    close_period(period, run_id, now)
    return completeness(period)


def release(period: str, run_id: str, now: datetime) -> str:
    """The name of the release that this run has made; AirflowSkipException when the last one of the month says the same."""
    from airflow.sdk.exceptions import AirflowSkipException

    if (made := release_what_changed(period, now, run_id)) is None:
        raise AirflowSkipException(f"{period}: no figure has changed since the last release")
    log.info("released %s: %s figures, sha256 %s", made["release_name"], made["n_figures"], made["checksum"])
    return made["release_name"]


def export(period: str) -> dict[str, int]:
    """File -> rows of the month's marts that now stand in the export folder."""
    return {name: one["rows"] for name, one in export_month(period, settings.export_dir()).items()}


def report(period: str, run_id: str, now: datetime) -> dict[str, int]:
    """How the reports of the month came, which the coordination office has been told."""
    from mtqg.orchestration.notifying import tell_month_closed

    with connect("bi_reader") as db:
        found = published.outcomes(db, periods_ending_in(period))
    tell_month_closed(period, found, str(settings.export_dir() / period), run_id, now)
    return found


def waits_for_build() -> bool:
    """Whether a verdict, or a month opened since, is not in the last published build."""
    with connect() as db:
        return months.waits_for_build(db)


def completeness(period: str) -> dict[str, dict[str, int]]:
    """Form -> status -> how many submissions of the periods that end with the month; also logged."""
    with connect() as db:
        found = months.submissions_by_status(db, periods_ending_in(period))
    for form_code, counts in found.items():
        log.info("%s %s: %s", period, form_code, ", ".join(f"{status} {n}" for status, n in counts.items()))
    return found
