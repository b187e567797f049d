"""Poverty of a province at the end of a year: sums over its old provinces, parts that close."""

from __future__ import annotations

from datetime import date

import numpy as np

from mtqg.sample.draws import uniform
from mtqg.sample.provinces import households, poor_households, poor_minority_households


def poverty_figures(seed: int, positions: list[int], year: int) -> dict[str, int | float]:
    """Indicator -> value for the year; opening - net fall = closing, exits cover the net fall and what came in."""
    where = np.array(positions)
    count, opening, poor = (int(array[where].sum()) for array in (
        households(date(year, 12, 31)), poor_households(year - 1), poor_households(year)))
    before = int(households(date(year - 1, 12, 31))[where].sum())
    minority_poor, minority = (int(array[where].sum()) for array in poor_minority_households(year))
    minority_poor_before, minority_before = (int(array[where].sum()) for array in poor_minority_households(year - 1))
    entries, near = (sum(of(seed, i, year) for i in positions) for of in (came_in, near_poor))
    rate, fall = _percent(poor, count), round(_percent(opening, before) - _percent(poor, count), 2)
    figures: dict[str, int | float] = {
        "CT.HO": count, "GN.HN_DK": opening, "GN.HN": poor, "GN.TL_HN": rate, "GN.HCN": near,
        "GN.TL_HCN": _percent(near, count), "GN.HO_THOAT": opening - poor + entries,
        "GN.HN_GIAM": opening - poor, "GN.GIAM_TL": fall,
    }
    if minority:
        minority_rate = _percent(minority_poor, minority)
        figures |= {"CT.HO_DTTS": minority, "GN.HN_DTTS": minority_poor, "GN.TL_HN_DTTS": minority_rate,
                    "GN.GIAM_DTTS": round(_percent(minority_poor_before, minority_before) - minority_rate, 2)}
    return figures


def came_in(seed: int, position: int, year: int) -> int:
    """Households of an old province that became poor in the year."""
    return int(poor_households(year)[position] * (0.04 + 0.06 * _trait(seed, position, "new-poor")))


def near_poor(seed: int, position: int, year: int) -> int:
    """Near-poor households of an old province at the end of the year."""
    return int(poor_households(year)[position] * (0.9 + 0.5 * _trait(seed, position, "near-poor")))


def planned_fall(seed: int, positions: list[int], year: int) -> float:
    """The fall of the poverty rate that the province had planned, in percentage points: near what came, never 0."""
    came = poverty_figures(seed, positions, year)["GN.GIAM_TL"]
    return max(round(came * (0.86 + 0.2 * _trait(seed, positions[0], f"planned-fall-{year}")), 2), 0.01)


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def _trait(seed: int, position: int, purpose: str) -> float:
    """A number of [0, 1) that stays with an old province."""
    return float(uniform(seed, purpose, np.array([position], dtype=np.uint64))[0])
