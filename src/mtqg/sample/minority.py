"""Results of the minority policies in every commune with minority households (DT-01); the summary adds them up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from mtqg.registry import Registry
from mtqg.sample.draws import uniform
from mtqg.sample.households import population
from mtqg.sample.provinces import provinces
from mtqg.sample.scope import Communes

#: What is counted from the start of a phase: share of the minority households reached by its end.
_SUPPORT = {"ht_dat_o": 0.006, "ht_nha_o": 0.011, "ht_dat_sx": 0.009, "ht_nghe": 0.024, "ht_nuoc": 0.035}
_FIRST_PHASE, _SECOND_PHASE = date(2021, 1, 1), date(2026, 1, 1)


@dataclass(frozen=True)
class MinorityResults:
    """`columns` by column key of DT-01, parallel to `where.units`; communes without minority households have 0 in `ho_dtts`."""

    where: Communes
    columns: dict[str, np.ndarray]

    def of(self, province_code: str) -> np.ndarray:
        """Positions of the communes of a province that have minority households."""
        mine = self.where.of(province_code)
        return mine[self.columns["ho_dtts"][mine] > 0]


@cache
def minority_results(registry: Registry, seed: int, day: date) -> MinorityResults:
    """Land, water and support on the day; what a commune has never falls while the map stays."""
    people = population(registry, seed, day)
    where, count = people.where, people.minority
    years = (day - _FIRST_PHASE).days / 365.25
    have = {"co_dat_o": (94.5, 3.5, 0.35, 99.9), "co_dat_sx": (89.0, 6.0, 0.55, 99.8), "co_nuoc": (86.0, 7.0, 0.8, 99.5)}
    columns = {"ho_dtts": count}
    for key, (base, spread, yearly, most) in have.items():
        share = base + spread * _trait(seed, key)[where.origin] + yearly * years
        share = share + 1.5 * (uniform(seed, f"dt-{key}", where.keys) - 0.5)
        columns[key] = np.floor(count * np.clip(share, 50, most) / 100).astype(np.int64)
    start = _SECOND_PHASE if day >= _SECOND_PHASE else _FIRST_PHASE
    part = min((day - start).days / (5 * 365.25), 1.0)
    for key, share in _SUPPORT.items():
        columns[key] = np.floor(count * share * part * (0.4 + 1.2 * uniform(seed, f"dt-{key}", where.keys))).astype(np.int64)
    columns["ct_nuoc"] = np.floor(count / 900 * part * 2 * uniform(seed, "dt-works", where.keys)).astype(np.int64)
    return MinorityResults(where, columns | _left(seed, where, count, years))


def _left(seed: int, where: Communes, count: np.ndarray, years: float) -> dict[str, np.ndarray]:
    """Communes and villages that left the list of extreme difficulty: the best placed first, and none comes back."""
    share, trait = provinces().minority_share, _trait(seed, "left-list")
    totals = (share * 22 * min(years / 5, 1) * (0.5 + trait)).astype(np.int64)
    has_left = np.zeros(len(count), dtype=np.int64)
    for province in np.unique(where.origin):
        mine = np.flatnonzero((where.origin == province) & (count > 150))
        best = mine[np.argsort(-where.score[mine], kind="stable")]
        has_left[best[:min(int(totals[province]), len(mine) * 6 // 10)]] = 1
    villages = np.where(count > 150, np.maximum(where.persons / 800, 2), 0)
    reached = 0.5 * min(years / 5, 1) * share[where.origin] * (0.3 + uniform(seed, "left-villages", where.keys))
    return {"xa_ra": has_left, "thon_ra": np.floor(villages * reached).astype(np.int64)}


def policy_totals(results: MinorityResults, province_code: str) -> dict[str, int | float]:
    """What the summary of the province says: rates of its sums; empty without minority households."""
    mine = results.of(province_code)
    if not len(mine):
        return {}
    sums = {key: int(column[mine].sum()) for key, column in results.columns.items()}
    return {"DT.DATO": _percent(sums["co_dat_o"], sums["ho_dtts"]), "DT.DATSX": _percent(sums["co_dat_sx"], sums["ho_dtts"]),
            "DT.XA_RA": sums["xa_ra"], "DT.THON_RA": sums["thon_ra"]}


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)


def _trait(seed: int, purpose: str) -> np.ndarray:
    """A number of [0, 1) that stays with each old province."""
    return uniform(seed, purpose, np.arange(63, dtype=np.uint64))
