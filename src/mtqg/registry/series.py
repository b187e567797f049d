"""Days on which a series starts anew: a level before and one after do not compare."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mtqg.registry.reference_lists import Programme
from mtqg.registry.seeds import read_csv

#: Level of the units that a set of criteria is for -> what its figures are a series of.
_SETS = {"commune": "commune_criteria", "household": "poverty_standard"}


class SeriesBreak(NamedTuple):
    """`series` is `plan_phase`, `commune_criteria` or `poverty_standard`."""

    series: str
    starts_on: date


def read_series_breaks(criteria_sets: Path, programmes: Iterable[Programme]) -> tuple[SeriesBreak, ...]:
    """The first day of every set of criteria, of every poverty standard and of every phase of the programmes."""
    sets = [(_SETS.get(row["admin_level"] or ""), row["valid_from"]) for _, row in read_csv(criteria_sets)]
    found = {SeriesBreak(series, date.fromisoformat(day)) for series, day in sets if series and day}
    found |= {SeriesBreak("plan_phase", date(int(one.phase[:4]), 1, 1)) for one in programmes}
    return tuple(sorted(found))
