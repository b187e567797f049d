"""Budgets of the provinces as the Ministry of Finance plans them (BTC-M09): what is missing is balanced, and the money of the
national target programmes is that of the centre in the plans of the provinces (VON-01). Whole million đồng."""

from __future__ import annotations

from functools import cache

import numpy as np

from mtqg.registry import Registry
from mtqg.sample.capital import planned
from mtqg.sample.capital_tree import slots
from mtqg.sample.draws import uniform
from mtqg.sample.provinces import UPLANDS, provinces

_GROWTH = 1.07


@cache
def budgets(registry: Registry, seed: int, year: int) -> dict[str, np.ndarray]:
    """Column key of BTC-M09 -> amounts of the old provinces."""
    known = provinces()
    where, grown = np.arange(63, dtype=np.uint64), _GROWTH ** (year - 2024)
    upland = np.array([code in UPLANDS for code in known.codes])
    revenue = known.population * np.exp(1.5 + 1.1 * known.wealth + 0.4 * (uniform(seed, "revenue", where) - 0.5)) * grown
    need = known.population * (7.5 + 4.0 * upland + 2.5 * uniform(seed, "need", where)) * grown
    kept = np.where(revenue > need, np.clip(np.round(100 * need / revenue) + 3, 18, 100), 100)
    own = np.floor(np.rint(revenue) * kept / 100)
    spent = np.maximum(np.rint(need), own)
    deficit = np.where(uniform(seed, f"deficit-{year}", where) < 0.4, np.minimum(np.floor(0.012 * spent), spent - own), 0)
    central = np.array([slot.level in ("centre", "foreign") for slot in slots(registry, seed, year)])
    columns = {"thu_nsnn": np.rint(revenue), "thu_huong": own, "chi": spent, "bs_candoi": spent - own - deficit,
               "bs_muctieu": np.floor(spent * (0.03 + 0.05 * uniform(seed, "targeted", where))),
               "mtqg": planned(registry, seed, year)[:, central].sum(axis=1), "boi_chi": deficit, "boi_thu": np.zeros(63)}
    return {key: amounts.astype(np.int64) for key, amounts in columns.items()}


def budget_of(registry: Registry, seed: int, positions: list[int], year: int) -> dict[str, int | float]:
    """The row of a province: sums of the old ones, the share it keeps as a ratio of the sums."""
    sums = {key: int(amounts[positions].sum()) for key, amounts in budgets(registry, seed, year).items()}
    return sums | {"ty_le": round(100 * sums["thu_huong"] / sums["thu_nsnn"], 1)}
