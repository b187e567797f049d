"""Every commune of any day has one latent size and one latent score, carried over each change of the map by the crosswalk."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from mtqg.registry import Registry
from mtqg.registry.admin_units import LAST_DAY_OF_63, AdminUnit, geography_on
from mtqg.registry.seeds import read_csv
from mtqg.sample.draws import bell, keys_of
from mtqg.sample.levels import REFERENCE
from mtqg.sample.provinces import provinces

_REFORM = date(2025, 7, 1)


class Edge(NamedTuple):
    """`share` of the old commune went into the new one on `day`."""

    day: date
    old: str
    new: str
    share: float


class Latent(NamedTuple):
    """What a commune is worth in the model: persons in the middle of 2024, and how far it is (mean 0, deviation about 1)."""

    persons: float
    score: float


@cache
def _edges(seeds: Path) -> tuple[Edge, ...]:
    found = []
    for _, row in read_csv(seeds / "admin_unit_crosswalk.csv"):
        if row["level_old"] == row["level_new"] == "commune":
            share = int(row["weight_numerator"]) / int(row["weight_denominator"])
            found.append(Edge(date.fromisoformat(row["effective_date"]), row["old_admin_unit_code"],
                              row["new_admin_unit_code"], share))
    return tuple(sorted(found))


def communes_in_force(registry: Registry, day: date) -> dict[str, AdminUnit]:
    """Code -> version of the commune, ward or township on the day."""
    geography = geography_on(day)
    return {code: unit for code, versions in registry.units.versions.items() for unit in versions
            if unit.level == "commune" and unit.geography == geography and unit.in_force(day)}


@cache
def _persons_34(registry: Registry) -> dict[str, float]:
    """Residents of the communes of 2025-07-01, scaled so that each old province has its population of 2024."""
    known, origin = provinces(), old_province_of(registry)
    residents = {f"34-C-{row['gso_code']}": float(row["population"] or 0)
                 for _, row in read_csv(REFERENCE / "commune_population_2025.csv")}
    by_province: dict[str, list[str]] = defaultdict(list)
    for code, province in origin.items():
        by_province[province].append(code)
    persons = {}
    for province, codes in by_province.items():
        usual = median(residents[code] for code in codes if residents.get(code))
        raw = {code: residents.get(code) or usual for code in codes}
        factor = known.population[known.position(province)] / sum(raw.values())
        persons |= {code: value * factor for code, value in raw.items()}
    return persons


@cache
def old_province_of(registry: Registry) -> dict[str, str]:
    """Commune of 2025-07-01 -> GSO code of the old province it lies in (it lies in one)."""
    old = {code: unit.province_code for code, unit in communes_in_force(registry, LAST_DAY_OF_63).items()}
    return {edge.new: old[edge.old] for edge in _edges(registry.seeds) if edge.day == _REFORM}


@cache
def successors_of_2025(registry: Registry) -> dict[str, str]:
    """Commune of 2025-06-30 -> the commune of the day after that took in the largest part of it."""
    edges = sorted((edge.old, -edge.share, edge.new) for edge in _edges(registry.seeds) if edge.day == _REFORM)
    return {old: new for old, _, new in reversed(edges)}


@cache
def _pieces(registry: Registry, seed: int) -> tuple[dict[str, Latent], dict[str, Latent]]:
    """(old communes of 2025-06-30, new communes of 2025-07-01), both summed from the same pieces old x new."""
    edges = [edge for edge in _edges(registry.seeds) if edge.day == _REFORM]
    olds = sorted({edge.old for edge in edges})
    units, known = communes_in_force(registry, LAST_DAY_OF_63), provinces()
    keys = keys_of(olds)
    rough = np.exp(0.45 * bell(seed, "size", keys))
    wealth = known.wealth[[known.position(units[code].province_code) for code in olds]]
    score = dict(zip(olds, 0.95 * wealth + 0.8 * bell(seed, "score", keys), strict=True))
    size = dict(zip(olds, rough, strict=True))
    new_size: dict[str, float] = defaultdict(float)
    for edge in edges:
        new_size[edge.new] += size[edge.old] * edge.share
    persons, old_sum, new_sum = _persons_34(registry), defaultdict(float), defaultdict(float)
    weighted: dict[str, float] = defaultdict(float)
    for edge in edges:
        piece = persons[edge.new] * size[edge.old] * edge.share / new_size[edge.new]
        old_sum[edge.old] += piece
        new_sum[edge.new] += piece
        weighted[edge.new] += piece * score[edge.old]
    return ({code: Latent(old_sum[code], score[code]) for code in olds},
            {code: Latent(new_sum[code], weighted[code] / new_sum[code]) for code in sorted(new_sum)})


def _before(registry: Registry, seed: int, day: date, after: dict[str, Latent]) -> dict[str, Latent]:
    """Latents of the communes before the changes of `day`: a new commune's persons are shared among those it came from.

    One that goes on under its code was not better before: its status does not fall when it takes in a neighbour.
    """
    previous = dict(after)
    edges = [edge for edge in _edges(registry.seeds) if edge.day == day]
    in_force_before = communes_in_force(registry, date.fromordinal(day.toordinal() - 1))
    gained: dict[str, float] = defaultdict(float)
    scores: dict[str, float] = {}
    for code, group in groupby(sorted(edges, key=lambda edge: edge.new), key=lambda edge: edge.new):
        parts = {edge.old: edge.share for edge in group}
        if code in in_force_before and code not in parts:
            parts[code] = 1.0
        whole = previous.pop(code, None) or Latent(3000.0 * len(parts), 0.0)
        keys = keys_of(sorted(parts))
        rough = np.exp(0.4 * bell(seed, "size", keys)) * np.array([parts[old] for old in sorted(parts)])
        for old, part, noise in zip(sorted(parts), rough / rough.sum(), bell(seed, "score", keys), strict=True):
            gained[old] += whole.persons * part
            scores.setdefault(old, whole.score - 0.15 * abs(noise) if old == code else whole.score + 0.15 * noise)
    previous |= {old: Latent(persons, scores[old]) for old, persons in gained.items()}
    return previous


@cache
def latents(registry: Registry, seed: int, day: date) -> dict[str, Latent]:
    """Every commune (wards and townships too) of the day's map."""
    old, new = _pieces(registry, seed)
    if geography_on(day) == "34":
        return new
    days = sorted({edge.day for edge in _edges(registry.seeds) if edge.day < _REFORM}, reverse=True)
    for change in (change for change in days if change > day):
        old = _before(registry, seed, change, old)
    return old
