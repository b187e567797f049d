"""Days on which a series starts anew: a level before and one after do not compare."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.reference_lists import Programme
from mtqg.registry.seeds import read_csv

#: Level of the units that a set of criteria is for -> what its figures are a series of.
_SETS = {"commune": "commune_criteria", "household": "poverty_standard"}


class SeriesBreak(NamedTuple):
    """`series` is `plan_phase`, `commune_criteria`, `poverty_standard` or `communes`; a province, or empty: the country."""

    series: str
    starts_on: date
    admin_unit_code: str = ""


def read_series_breaks(criteria_sets: Path, programmes: Iterable[Programme]) -> tuple[SeriesBreak, ...]:
    """The first day of every set of criteria, of every poverty standard and of every phase of the programmes."""
    sets = [(_SETS.get(row["admin_level"] or ""), row["valid_from"]) for _, row in read_csv(criteria_sets)]
    found = {SeriesBreak(series, date.fromisoformat(day)) for series, day in sets if series and day}
    found |= {SeriesBreak("plan_phase", date(int(one.phase[:4]), 1, 1)) for one in programmes}
    return tuple(sorted(found))


def read_commune_breaks(units: Iterable[AdminUnit]) -> tuple[SeriesBreak, ...]:
    """The days on which communes of a province were merged, divided or made wards: a count of them before and one after do not
    compare. The first and the last day of a map are none: the provinces themselves are others."""
    spans: dict[str, list[tuple[date, date | None]]] = {}
    for one in units:
        if one.level == "commune":
            spans.setdefault(f"{one.geography}-P-{one.province_code}", []).append((one.valid_from, one.valid_to))
    return tuple(sorted(
        SeriesBreak("communes", day, province) for province, found in spans.items()
        for day in {start for start, _ in found} | {end + timedelta(days=1) for _, end in found if end}
        if min(start for start, _ in found) < day and any(end is None or end >= day for _, end in found)))
