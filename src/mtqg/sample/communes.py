"""Results of the communes (NTM-01) on the last day of a period, all communes of the country at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from mtqg.registry import Registry
from mtqg.registry.admin_units import LAST_DAY_OF_63, geography_on
from mtqg.sample.draws import bell, uniform
from mtqg.sample.levels import level
from mtqg.sample.provinces import PERSONS_PER_HOUSEHOLD, UPLANDS, growth, provinces
from mtqg.sample.scope import Communes, communes

#: From this day the ten criteria of QĐ 51/2025/QĐ-TTg are in force; before, the nineteen of QĐ 318/QĐ-TTg.
TEN_CRITERIA_FROM = date(2026, 2, 15)
#: How hard a criterion is to meet: the hard ones (transport, income, poverty, environment …) are missing first.
_HARDNESS = {
    19: (0.2, 1.4, 0.3, 0.2, 0.7, 1.0, 0.2, 0.3, 0.6, 1.3, 1.2, 0.5, 0.9, 0.3, 0.6, 0.3, 1.5, 0.4, 0.2),
    10: (0.5, 1.4, 1.2, 0.8, 0.6, 1.1, 1.0, 1.3, 0.4, 0.3),
}


@dataclass(frozen=True)
class CommuneFigures:
    """Arrays parallel to `where.units`; `criteria` has one column a criterion (1 met, 0 not)."""

    where: Communes
    criteria: np.ndarray
    is_met: np.ndarray            # đạt chuẩn
    is_advanced: np.ndarray       # nâng cao; a subset of is_met
    is_model: np.ndarray          # kiểu mẫu; a subset of is_advanced
    is_modern: np.ndarray         # hiện đại, from 2026; a subset of is_met
    villages: np.ndarray
    villages_met: np.ndarray
    model_villages: np.ndarray
    households: np.ndarray
    persons: np.ndarray
    income: np.ndarray            # million đồng a person and year, one decimal
    group: np.ndarray             # commune group 1..3 of 2026

    @property
    def criteria_met(self) -> np.ndarray:
        return self.criteria.sum(axis=1)


@cache
def _ladder(registry: Registry, seed: int, criteria_set: str, geography: str) -> np.ndarray:
    """Scores of the map's communes from the best to the worst: the ladder on which a national share is a height."""
    day = date(2026, 2, 15) if criteria_set == "2630" else LAST_DAY_OF_63 if geography == "63" else date(2025, 7, 1)
    return np.sort(_score(communes(registry, seed, day), seed, criteria_set))[::-1]


def _score(where: Communes, seed: int, criteria_set: str) -> np.ndarray:
    """The new set orders communes a little differently from the old one."""
    return where.score + (0.35 * bell(seed, "score-2630", where.keys) if criteria_set == "2630" else 0.0)


def _height(ladder: np.ndarray, share: float) -> float:
    """The score that `share` of the communes reach; moves smoothly as the share grows, so nobody ever falls."""
    return float(np.interp(share * len(ladder) - 0.5, np.arange(len(ladder)), ladder))


@cache
def commune_figures(registry: Registry, seed: int, day: date) -> CommuneFigures:
    """Every commune in scope on the day."""
    where = communes(registry, seed, day)
    is_new = day >= TEN_CRITERIA_FROM
    criteria_set, suffix = ("2630", "@2630") if is_new else ("2125", "")
    score, ladder = _score(where, seed, criteria_set), _ladder(registry, seed, criteria_set, geography_on(day))
    met = level(f"NTM.TL_XA_DC{suffix}", day) / 100
    bar = _height(ladder, met)

    def above(code: str) -> np.ndarray:
        share = met * level(code, day) / 100
        return score >= _height(ladder, share) if share > 0 else np.zeros(len(score), dtype=bool)

    nobody = np.zeros(len(score), dtype=bool)
    villages = _villages(where, seed)
    lead = _village_lead(registry, where, seed, day)
    villages_met = _villages_met(where, seed, lead, villages)
    persons = np.rint(where.persons * growth(day)).astype(np.int64)
    household_size = PERSONS_PER_HOUSEHOLD * (0.93 + 0.14 * uniform(seed, "household", where.keys))
    return CommuneFigures(
        where, _criteria(where, seed, bar - score, 10 if is_new else 19), score >= bar,
        nobody if is_new else above("NTM.TL_XA_NC"), nobody if is_new else above("NTM.TL_XA_KM"),
        above("NTM.TL_XA_HD@2630") if is_new else nobody, villages, villages_met,
        np.floor(villages_met * np.clip(0.10 + 0.12 * lead, 0, 0.5)).astype(np.int64),
        np.maximum(np.rint(persons / household_size).astype(np.int64), 1), persons, _income(where, seed, day),
        _group(where, seed))


def _criteria(where: Communes, seed: int, gap: np.ndarray, count: int) -> np.ndarray:
    """All criteria where the gap to the bar is closed; else one missing, and more the wider the gap."""
    missing = np.where(gap <= 0, 0, np.clip(1 + np.floor(gap * count / 4.0), 1, count - 3)).astype(int)
    noise = np.stack([uniform(seed, f"criterion-{count}-{no}", where.keys) for no in range(count)], axis=1)
    hardness = np.array(_HARDNESS[count]) + 0.8 * noise
    rank = np.argsort(np.argsort(-hardness, axis=1, kind="stable"), axis=1, kind="stable")
    return (rank >= missing[:, None]).astype(np.int64)


def _villages(where: Communes, seed: int) -> np.ndarray:
    upland = np.array([provinces().codes[i] in UPLANDS for i in where.origin])
    size = np.where(upland, 560, 1050) * (0.75 + 0.5 * uniform(seed, "village", where.keys))
    return np.maximum(np.rint(where.persons / size).astype(np.int64), 2)


def _village_lead(registry: Registry, where: Communes, seed: int, day: date) -> np.ndarray:
    """How far a commune's villages are: the province's own set of criteria, which did not change in 2026."""
    bar = _height(_ladder(registry, seed, "2125", geography_on(day)), level("NTM.TL_XA_DC", day) / 100)
    return where.score - bar + 0.06 * max((day - TEN_CRITERIA_FROM).days, 0) / 365.25


def _villages_met(where: Communes, seed: int, lead: np.ndarray, villages: np.ndarray) -> np.ndarray:
    share = np.clip(0.58 + 0.28 * lead + 0.1 * bell(seed, "villages-met", where.keys), 0.0, 1.0)
    return np.floor(share * villages).astype(np.int64)


def _income(where: Communes, seed: int, day: date) -> np.ndarray:
    relative = np.exp(0.23 * where.score + 0.10 * bell(seed, "income", where.keys))
    mean = float((relative * where.persons).sum() / where.persons.sum())
    return np.round(level("NTM.TNBQ", day) * relative / mean, 1)


def _group(where: Communes, seed: int) -> np.ndarray:
    upland = provinces().minority_share[where.origin] > 0.25
    near_town = uniform(seed, "group", where.keys) < 0.18
    return np.where(near_town, 1, np.where(upland & (where.score < 0.2), 3, 2))
