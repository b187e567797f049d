"""What the model knows of the 63 provinces: size, wealth, poverty and the ethnic-minority share, in the order of their codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from mtqg.registry.seeds import read_csv
from mtqg.sample.levels import REFERENCE, level

#: Provinces of the mountains and the Central Highlands, where minorities live everywhere (GSO codes of the 63).
UPLANDS = frozenset((
    "02", "04", "06", "08", "10", "11", "12", "14", "15", "17", "19", "20", "22", "24", "25", "62", "64", "66", "67", "68"))
#: Provinces taken to be outside the minority programme (unconfirmed; expectations/sources.yml excepts the same ones).
OUTSIDE_MINORITY_PROGRAMME = frozenset(("27", "30", "31", "33", "34", "35", "36", "48", "80", "82", "83", "87"))
PERSONS_PER_HOUSEHOLD = 3.6
_MINORITY_HOUSEHOLDS = 0.66       # a minority household is larger: its share of households is below that of persons


@dataclass(frozen=True)
class Provinces:
    """One array per property; position i belongs to `codes[i]`, a GSO code of the 63; `new_codes[i]` is its successor."""

    codes: tuple[str, ...]
    new_codes: tuple[str, ...]
    population: np.ndarray          # persons, middle of 2024
    poverty: np.ndarray             # per cent, 2016: the order of the provinces, not a level
    wealth: np.ndarray              # -1 .. 1 about, rank of product a head
    minority_share: np.ndarray      # of the persons

    def position(self, code: str) -> int:
        return self.codes.index(code)

    def merged_into(self, geography: str, gso_code: str) -> list[int]:
        """Positions of the old provinces that make up a province of the geography."""
        codes = self.codes if geography == "63" else self.new_codes
        return [i for i, code in enumerate(codes) if code == gso_code]


@cache
def provinces() -> Provinces:
    rows = [row for _, row in read_csv(REFERENCE / "province_statistics.csv")]
    rows.sort(key=lambda row: row["gso_code_63"])
    codes = tuple(row["gso_code_63"] for row in rows)
    poverty = np.array([float(row["poverty_rate_pct_2016"] or 0.3) for row in rows])
    product = np.array([float(row["grdp_per_capita_mvnd_2024_prelim"]) for row in rows])
    rank = np.argsort(np.argsort(product - 3.0 * poverty))
    return Provinces(
        codes, tuple(row["gso_code_34"] for row in rows),
        np.array([float(row["population_thousand_2024"]) * 1000 for row in rows]),
        poverty, (rank - (len(rows) - 1) / 2) / (len(rows) / 2), _minority_share(codes, poverty))


def _minority_share(codes: tuple[str, ...], poverty: np.ndarray) -> np.ndarray:
    upland = np.array([code in UPLANDS for code in codes])
    share = np.where(upland, np.clip(0.22 + 0.026 * poverty, 0.25, 0.92), np.clip((poverty - 4.2) * 0.035, 0.012, 0.30))
    return np.where([code in OUTSIDE_MINORITY_PROGRAMME for code in codes], 0.0, share)


def growth(day: date) -> float:
    """Persons on the day over persons in the middle of 2024: 0.8 % a year."""
    return 1.008 ** ((day.toordinal() - date(2024, 6, 30).toordinal()) / 365.25)


def households(day: date) -> np.ndarray:
    """All households of each old province on the day."""
    known = provinces()
    return np.rint(known.population * growth(day) / PERSONS_PER_HOUSEHOLD).astype(np.int64)


def minority_households(day: date) -> np.ndarray:
    """Ethnic-minority households of each old province on the day."""
    return np.rint(households(day) * provinces().minority_share * _MINORITY_HOUSEHOLDS).astype(np.int64)


@cache
def poor_households(year: int) -> np.ndarray:
    """Poor households of each old province at the end of the year, under the standard of 2022-2026."""
    end = date(year, 12, 31)
    known, all_households = provinces(), households(end)
    shape = (known.poverty + 0.6) ** 1.25
    target = level("GN.TL_HN", end) / 100 * all_households.sum()
    return np.rint(np.minimum(shape / (shape * all_households).sum() * target, 0.45) * all_households).astype(np.int64)


@cache
def poor_minority_households(year: int) -> tuple[np.ndarray, np.ndarray]:
    """(poor ethnic-minority households, all ethnic-minority households) of each old province at the end of the year."""
    end = date(year, 12, 31)
    known, poor = provinces(), poor_households(year)
    minority = minority_households(end)
    share = np.where(known.minority_share > 0, 1 - (1 - known.minority_share) ** 2.2, 0.0)
    anchor = level("GN.TL_HN_DTTS", date(2024, 12, 31)) / level("GN.TL_HN", date(2024, 12, 31))
    wanted = anchor * level("GN.TL_HN", end) / 100 * minority.sum()
    scale = 1.0
    for _ in range(30):
        scale *= wanted / np.minimum(share * scale, 0.985).dot(poor)
    return np.floor(np.minimum(share * scale, 0.985) * poor).astype(np.int64), minority
