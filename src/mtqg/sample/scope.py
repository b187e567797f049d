"""The communes of a day, as arrays: those in the scope of the programme, and all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

import numpy as np

from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit, geography_on
from mtqg.sample.draws import keys_of, uniform
from mtqg.sample.provinces import provinces
from mtqg.sample.territory import Latent, communes_in_force, latents, old_province_of


@dataclass(frozen=True)
class Communes:
    """Communes of a day by code; arrays are parallel to `units`."""

    units: tuple[AdminUnit, ...]
    province_codes: tuple[str, ...]       # GSO code, on the geography of the day
    origin: np.ndarray                    # position of the old province in `provinces()`
    persons: np.ndarray
    score: np.ndarray
    keys: np.ndarray

    @cached_property
    def _provinces(self) -> np.ndarray:
        return np.array(self.province_codes)

    def of(self, province_code: str) -> np.ndarray:
        """Positions of the communes of one province."""
        return np.flatnonzero(self._provinces == province_code)


@cache
def communes(registry: Registry, seed: int, day: date) -> Communes:
    """The xã of the day, in the order of their codes: the scope of New Rural Development."""
    return _communes(registry, seed, day, ("Xã",))


@cache
def all_communes(registry: Registry, seed: int, day: date) -> Communes:
    """Communes, wards, townships and special zones of the day: where poverty is counted."""
    return _communes(registry, seed, day, ())


def _communes(registry: Registry, seed: int, day: date, types: tuple[str, ...]) -> Communes:
    """The units of these types (none: of all); one that no edge leads to gets a size of its own."""
    known, found = provinces(), latents(registry, seed, day)
    in_force = communes_in_force(registry, day).items()
    chosen = sorted((code, unit) for code, unit in in_force if not types or unit.unit_type_vi in types)
    codes = [code for code, _ in chosen]
    keys = keys_of(codes)
    spare = 3000 + 4000 * uniform(seed, "spare", keys)
    origin_of = old_province_of(registry) if geography_on(day) == "34" else {}
    worth = [found.get(code) or Latent(float(spare[i]), 0.0) for i, code in enumerate(codes)]
    return Communes(
        tuple(unit for _, unit in chosen), tuple(unit.province_code for _, unit in chosen),
        np.array([known.position(origin_of.get(code) or unit.province_code) for code, unit in chosen]),
        np.array([each.persons for each in worth]), np.array([each.score for each in worth]), keys)
