"""Which rows of money a province can have: components x sources of capital, and how the annual plan is shared among them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from mtqg.registry import Registry
from mtqg.registry.admin_units import LAST_DAY_OF_63
from mtqg.sample.draws import key_of, keys_of, uniform
from mtqg.sample.provinces import provinces

#: Components built with investment money in the first place; the others live on recurrent money.
_INVESTMENT = frozenset((
    "NTM-ND02", "NTM-ND07", "GNBV-DA1-T1", "GNBV-DA1-T2", "GNBV-DA4-T1", "DTTS-DA1", "DTTS-DA2", "DTTS-DA4-T1",
    "DTTS-DA4-T2", "DTTS-DA5-T1", "DTTS-DA6", "HN2635-HP1", "HN2635-HP2"))
_RECURRENT_TOO = frozenset(("NTM-ND02", "DTTS-DA1", "DTTS-DA4-T1", "DTTS-DA5-T1", "DTTS-DA6", "HN2635-HP1", "HN2635-HP2"))
_FOREIGN = frozenset(("DTTS-DA4-T1", "HN2635-HP2"))
_WEIGHT = {"NTM-ND02": 14.0, "NTM-ND03": 4.0, "GNBV-DA1-T1": 7.0, "GNBV-DA5": 2.0, "DTTS-DA1": 4.0, "DTTS-DA3-T1": 5.0,
           "DTTS-DA3-T2": 4.0, "DTTS-DA4-T1": 16.0, "DTTS-DA5-T1": 3.0}
#: Local money beside one đồng of the centre: province, and the level below it (district until 30/6/2025, then commune).
_LOCAL = {"NTM": (0.45, 0.30), "GNBV": (0.08, 0.0), "DTTS": (0.07, 0.0), "HN2635": (0.22, 0.10)}


@dataclass(frozen=True)
class Slot:
    """A row of money without its origin year; `level` is centre, foreign, province or local, `nature` DTPT or SN."""

    component_code: str
    programme_code: str
    level: str
    nature: str
    weight: float                # of one đồng of the programme's central money

    def source_code(self, day: date) -> str:
        """The code of the capital source on the day: local money was the district's until 30/6/2025."""
        match self.level:
            case "centre":
                return f"NSTW-{self.nature}-TN"
            case "foreign":
                return f"NSTW-{self.nature}-NN"
            case "province":
                return f"NSDP-T-{self.nature}"
        return f"NSDP-{'H' if day <= LAST_DAY_OF_63 else 'X'}-{self.nature}"


@cache
def slots(registry: Registry, seed: int, origin_year: int) -> tuple[Slot, ...]:
    """The rows of money assigned in a year, in the order of the programme tree: components in force that have no parts."""
    in_force = registry.programmes_in_force(date(origin_year, 12, 31))
    parents = {row.parent_code for row in in_force}
    leaves = [row for row in in_force if row.level in ("component", "subcomponent") and row.code not in parents]
    found = []
    for programme in dict.fromkeys(row.code.split("-")[0] for row in leaves):
        inside = [row.code for row in leaves if row.code.split("-")[0] == programme]
        noise = uniform(seed, "component", keys_of(inside))
        shares = np.array([_WEIGHT.get(code, 1.0) for code in inside]) * (0.7 + 0.6 * noise)
        for code, share in zip(inside, shares / shares.sum(), strict=True):
            found += _slots_of(code, programme, float(share))
    return tuple(found)


def _slots_of(code: str, programme: str, share: float) -> list[Slot]:
    natures = [("DTPT" if code in _INVESTMENT else "SN", 1.0)]
    if code in _RECURRENT_TOO:
        natures = [("DTPT", 0.75), ("SN", 0.25)]
    province, local = _LOCAL[programme]
    found = []
    for nature, part in natures:
        found.append(Slot(code, programme, "centre", nature, share * part))
        if nature == "DTPT" and code in _FOREIGN:
            found.append(Slot(code, programme, "foreign", nature, share * 0.06))
        found.append(Slot(code, programme, "province", nature, share * part * province))
        if local and code in _INVESTMENT:
            found.append(Slot(code, programme, "local", nature, share * part * local))
    return found


@cache
def province_shares(seed: int, programme: str) -> np.ndarray:
    """Each old province's share of a programme's central money; 0 where the programme does not run."""
    known = provinces()
    keys = np.array([key_of(f"63-P-{code}") for code in known.codes], dtype=np.uint64)
    noise = 0.8 + 0.4 * uniform(seed, f"share-{programme}", keys)
    need = (known.poverty + 2.0) / 8.0
    if programme == "NTM":
        weight = known.population ** 0.6 * need ** 0.3
    elif programme == "GNBV":
        weight = np.where(known.poverty < 2.2, 0.0, known.population ** 0.7 * need ** 1.5)
    elif programme == "DTTS":
        weight = np.where(known.minority_share < 0.03, 0.0, known.population ** 0.6 * known.minority_share ** 1.3)
    else:
        weight = known.population ** 0.6 * need
    weight = weight * np.where(known.wealth > 0.93, 0.25, 1.0) * noise
    return weight / weight.sum()
