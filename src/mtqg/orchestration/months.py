"""A reporting month as the refresh sees it: which one, whether it is built, who is in it."""

from __future__ import annotations

import logging
from datetime import datetime

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.registry.periods import parse_period, periods_ending_in, previous_month
from mtqg.store import connect, months

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
