"""What the whole country had on a day: points of national_levels.csv joined by straight lines."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np

from mtqg.registry.seeds import read_csv

REFERENCE = Path(__file__).parent / "reference"
#: Where a level that rises from nothing began.
_BEGINNING = date(2018, 9, 3).toordinal()


@cache
def _points() -> dict[str, tuple[list[int], list[float]]]:
    found: dict[str, tuple[list[int], list[float]]] = {}
    for _, row in read_csv(REFERENCE / "national_levels.csv"):
        days, values = found.setdefault(row["level_code"], ([], []))
        days.append(date.fromisoformat(row["day"]).toordinal())
        values.append(float(row["value"]))
    return found


def dates_reached(code: str, values: np.ndarray) -> np.ndarray:
    """Ordinals of the first days on which the level reaches the values; before the first point it rose from nothing."""
    days, levels = _points()[code]
    return np.interp(values, [0.0, *levels], [_BEGINNING, *days]).astype(np.int64)


def level(code: str, day: date) -> float:
    """The national level on the day; before the first and after the last point it stays."""
    days, values = _points()[code]
    place = bisect_right(days, day.toordinal())
    if place == 0:
        return values[0]
    if place == len(days):
        return values[-1]
    part = (day.toordinal() - days[place - 1]) / (days[place] - days[place - 1])
    return values[place - 1] + part * (values[place] - values[place - 1])
