"""Targets and budgets as the rows of KH-01 and BTC-M09."""

from __future__ import annotations

from datetime import date

from mtqg.registry import Registry
from mtqg.registry.admin_units import geography_on
from mtqg.sample.draws import pick
from mtqg.sample.plans import targets
from mtqg.sample.provinces import provinces
from mtqg.sample.transfers import budget_of
from mtqg.templates import FillRow


def target_rows(registry: Registry, seed: int, province_code: str, year: int) -> list[FillRow]:
    """One row a target, with the resolution that assigned it."""
    basis = f"NQ {10 + pick(seed, f'resolution/{province_code}/{year}', 190)}/NQ-HĐND"
    return [FillRow(f"{indicator}:{breakdown}:{year}", {"ke_hoach": value}, {"can_cu": basis})
            for (indicator, breakdown), value in targets(registry, seed, province_code, year).items()]


def transfer_rows(registry: Registry, seed: int, year: int) -> list[FillRow]:
    """One row a province of 1 January of the year."""
    day = date(year, 1, 1)
    geography = geography_on(day)
    return [FillRow(unit.admin_unit_code, budget_of(registry, seed, provinces().merged_into(geography, unit.gso_code), year))
            for unit in registry.units.provinces(day)]
