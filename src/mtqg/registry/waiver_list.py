"""waivers.csv, written: a row more or a row less, whole or not at all, and never one that check-registry would refuse."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from mtqg.registry import Registry
from mtqg.registry.waivers import Waiver, waiver_faults

_COLUMNS = tuple(Waiver.model_fields)


def add(registry: Registry, words: dict[str, str], today: date) -> Waiver:
    """The waiver, under the next id of its year, at the end of the list. ValueError: something is missing or does not resolve."""
    known = list(registry.waivers.values())
    number = 1 + max((int(one.waiver_id[-3:]) for one in known if one.waiver_id[3:7] == str(today.year)), default=0)
    try:
        added = Waiver.model_validate({"waiver_id": f"MT-{today.year}-{number:03d}", **words})
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, first['loc'])) or 'waiver'}: {first['msg']}") from error
    if faults := list(waiver_faults(registry, [added])):
        raise ValueError(faults[0].partition(": ")[2])
    _write(registry.seeds / "waivers.csv", [*known, added])
    return added


def take_out(registry: Registry, waiver_id: str) -> None:
    """The list without the waiver. ValueError: it is not there."""
    if waiver_id not in registry.waivers:
        raise ValueError(f"không có miễn trừ | no waiver {waiver_id}")
    _write(registry.seeds / "waivers.csv", [one for one in registry.waivers.values() if one.waiver_id != waiver_id])


def _write(path: Path, waivers: Iterable[Waiver]) -> None:
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows([getattr(one, name) for name in _COLUMNS] for one in waivers)
    partial.replace(path)
