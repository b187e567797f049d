"""Socio-economic regions and the provinces in them, dated; names as budget tables spell them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from mtqg.registry.admin_units import geography_on
from mtqg.registry.seeds import read_csv


class Region(NamedTuple):
    """A region with the spellings of its name and its provinces on a day."""

    region_code: str
    name_vi: str
    spellings: tuple[str, ...]
    members: frozenset[str]


class Regions:
    """All regions of both maps."""

    def __init__(self, names: list[dict], members: list[dict], variants: list[dict]):
        self._names, self._members = names, members
        self._variants: dict[str, list[str]] = {}
        for row in variants:
            if row["region_code"]:
                self._variants.setdefault(row["region_code"], []).append(row["variant_text"] or "")

    def on(self, day: date) -> list[Region]:
        """The regions of the day, each with the provinces in it on that day."""
        found = []
        for row in (row for row in self._names if row["geography"] == geography_on(day)):
            code = row["region_code"]
            members = frozenset(one["admin_unit_code"] for one in self._members if one["region_code"] == code
                                and one["valid_from"] <= day.isoformat() <= (one["valid_to"] or "9999-12-31"))
            found.append(Region(code, row["name_vi"], (row["name_vi"], *self._variants.get(code, ())), members))
        return found


def read_regions(seeds: Path) -> Regions:
    """The regions of regions.csv, region_members.csv and the spellings of name_variants.csv."""
    stems = ("regions", "region_members", "name_variants")
    return Regions(*([row for _, row in read_csv(seeds / f"{stem}.csv")] for stem in stems))
