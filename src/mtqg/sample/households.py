"""Households, poor households and their movement in every commune and ward at the end of a year: what GN-01 and GN-02 report.

Sums over the communes of a province are the figures of its summary (poverty.poverty_figures): one country, told twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from mtqg.registry import Registry
from mtqg.sample.apportioned import share_out
from mtqg.sample.draws import bell, uniform
from mtqg.sample.poverty import came_in, near_poor
from mtqg.sample.provinces import (
    PERSONS_PER_HOUSEHOLD,
    households,
    minority_households,
    poor_households,
    poor_minority_households,
    provinces,
)
from mtqg.sample.scope import Communes, all_communes

#: The first year whose opening is under the standard of 2022-2026.
FIRST_YEAR = 2022
#: Share of poor households that lack each of the twelve services (NĐ 07/2021/NĐ-CP), in their order.
_LACKING = (0.42, 0.30, 0.22, 0.24, 0.46, 0.06, 0.41, 0.38, 0.27, 0.52, 0.29, 0.21)


@dataclass(frozen=True)
class Population:
    """Arrays parallel to `where.units`: households of a day."""

    where: Communes
    households: np.ndarray
    minority: np.ndarray        # ethnic-minority households


@dataclass(frozen=True)
class Poverty:
    """Arrays parallel to `population.where.units`; opening - exits - other decrease + entries + other increase = closing."""

    population: Population
    opening: np.ndarray
    to_near_poor: np.ndarray
    above_line: np.ndarray
    other_decrease: np.ndarray
    from_near_poor: np.ndarray
    relapsed: np.ndarray
    new: np.ndarray
    other_increase: np.ndarray
    closing: np.ndarray
    near_poor: np.ndarray
    minority_poor: np.ndarray
    lacking: np.ndarray         # one column a service
    persons_each: np.ndarray    # persons of a poor household

    @property
    def movement(self) -> tuple[np.ndarray, ...]:
        """The nine columns of GN-01, in their order."""
        return (self.opening, self.to_near_poor, self.above_line, self.other_decrease, self.from_near_poor,
                self.relapsed, self.new, self.other_increase, self.closing)


@cache
def population(registry: Registry, seed: int, day: date) -> Population:
    """Households of every commune on the day; the minority lives in few communes of the plains, everywhere in the uplands."""
    where = all_communes(registry, seed, day)
    size = PERSONS_PER_HOUSEHOLD * (0.93 + 0.14 * uniform(seed, "household", where.keys))
    total, minority_total = households(day), minority_households(day)
    many = np.full(len(where.keys), 10 ** 9)
    all_of_them = share_out(total, where.persons / size, many, where.origin)
    share = provinces().minority_share[where.origin]
    lives_here = uniform(seed, "minority", where.keys) < np.clip(3 * share, 0.12, 1.0)
    lean = np.exp(-0.5 * where.score + 0.5 * bell(seed, "minority-lean", where.keys))
    minority = share_out(minority_total, all_of_them * lean * np.where(lives_here, 1.0, 1e-6),
                         (0.97 * all_of_them * np.where(lives_here, 1.0, 0.3)).astype(np.int64), where.origin)
    return Population(where, all_of_them, minority)


def _poor(seed: int, people: Population, year: int) -> tuple[np.ndarray, np.ndarray]:
    """(poor households, those of the minority among them) at the end of the year, on the communes of `people`."""
    where, weight = people.where, np.exp(-0.45 * people.where.score + 0.3 * bell(seed, "poor", people.where.keys))
    minority_total = poor_minority_households(year)[0]
    minority_poor = share_out(minority_total, people.minority * weight, people.minority, where.origin)
    others = people.households - people.minority
    rest = share_out(poor_households(year) - minority_total, others * weight, (0.6 * others).astype(np.int64), where.origin)
    return minority_poor + rest, minority_poor


@cache
def poverty(registry: Registry, seed: int, year: int, is_preliminary: bool = False) -> Poverty:
    """Every commune of 31 December of the year; the preliminary count finds a few exits fewer."""
    people = population(registry, seed, date(year, 12, 31))
    where = people.where
    opening, _ = _poor(seed, people, year - 1)
    closing, minority_poor = _poor(seed, people, year)
    entries = _entries(seed, where, year, opening, closing)
    if is_preliminary:
        slow = np.floor(0.08 * uniform(seed, f"preliminary-{year}", where.keys) * np.maximum(opening - closing + entries, 0))
        closing = closing + slow.astype(np.int64)
    exits = opening - closing + entries
    decrease = np.minimum((0.03 * uniform(seed, f"moved-{year}", where.keys) * opening).astype(np.int64), closing - entries)
    decrease = np.maximum(np.minimum(decrease, opening - exits), 0)
    first = (exits * (0.45 + 0.3 * uniform(seed, "exit-kind", where.keys))).astype(np.int64)
    back = (entries * 0.3).astype(np.int64)
    relapsed = (entries * 0.2).astype(np.int64)
    near = share_out(np.array([near_poor(seed, i, year) for i in range(63)]), closing + 0.02 * people.households,
                     people.households - closing, where.origin)
    return Poverty(people, opening, first, exits - first, decrease, back, relapsed, entries - back - relapsed, decrease, closing,
                   near, minority_poor, _lacking(seed, where, closing),
                   3.4 + 1.1 * uniform(seed, "persons-of-poor", where.keys))


def _entries(seed: int, where: Communes, year: int, opening: np.ndarray, closing: np.ndarray) -> np.ndarray:
    """Households that became poor: at least what closing has more than opening, never more than closing."""
    least = np.maximum(closing - opening, 0)
    totals = np.array([came_in(seed, i, year) for i in range(63)])
    rest = totals - np.bincount(where.origin, weights=least, minlength=63).astype(np.int64)
    return least + share_out(np.maximum(rest, 0), closing.astype(float), closing - least, where.origin)


def _lacking(seed: int, where: Communes, poor: np.ndarray) -> np.ndarray:
    columns = [np.floor(poor * np.clip(share * (0.6 + 0.8 * uniform(seed, f"lacking-{no}", where.keys)), 0, 1))
               for no, share in enumerate(_LACKING, 1)]
    return np.stack(columns, axis=1).astype(np.int64)


def persons_of(movement: tuple[np.ndarray, ...], each: np.ndarray) -> tuple[np.ndarray, ...]:
    """The same movement in persons: counted along the way from opening to closing, so that it closes as exactly."""
    signs = (-1, -1, -1, 1, 1, 1, 1)
    count, before = movement[0], np.rint(movement[0] * each)
    found = [before]
    for sign, flow in zip(signs, movement[1:8], strict=True):
        count = count + sign * flow
        after = np.rint(count * each)
        found.append(sign * (after - before))
        before = after
    return tuple(part.astype(np.int64) for part in (*found, before))
