"""Which obligations a reporting month counts, and when they are due before weekends and holidays are looked at.

The warehouse computes the same in int_obligations_due; a test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from mtqg.registry.periods import month_code, parse_period
from mtqg.registry.reference_lists import Obligation


class Owed(NamedTuple):
    """An obligation for one of its periods; `nominal_due` may be no working day."""

    obligation: Obligation
    period_code: str
    nominal_due: date


def owed_in_month(obligations: dict[str, Obligation], month_end: date) -> Iterator[Owed]:
    """What counts with the month: periods that end with it, and of those due before they are over (plans) from their due
    month until they end; a preliminary figure in its due month only."""
    for row in obligations.values():
        for code in _periods_of(row.period_type, month_end):
            end = parse_period(code).end
            if row.due_rule == "none" or not (row.valid_from <= end and (row.valid_to is None or end <= row.valid_to)):
                continue
            due = nominal_due(row, end)
            first = _month_end(min(due, end))
            if first == month_end or (first < month_end <= end and row.vintage != "preliminary"):
                yield Owed(row, code, due)


def nominal_due(row: Obligation, end: date) -> date:
    """The due day of a period that ends on the day, as the law counts it."""
    if row.due_rule == "fixed_month_day":
        month, day = (int(part) for part in (row.due_month_day or "").split("-"))
        due = date(end.year + (row.due_year_offset or 0), month, day)
    else:
        due = end + timedelta(days=row.due_days or 0)
    return due if row.is_due_day_included in (None, True) else due - timedelta(days=1)


def _periods_of(period_type: str, month_end: date) -> list[str]:
    """Codes of the periods of the type that end with the month or later, as far as a plan may reach."""
    year, month = month_end.year, month_end.month
    match period_type:
        case "month":
            return [month_code(month_end)]
        case "quarter":
            return [f"{year}-Q{month // 3}"] if month % 3 == 0 else []
        case "half":
            return [f"{year}-S{month // 6}"] if month % 6 == 0 else []
        case "year":
            return [str(year), str(year + 1)]
    return []


def _month_end(day: date) -> date:
    return parse_period(month_code(day)).end
