"""The communes of the model: shares as published, statuses that nest and never fall, the same people on both maps."""

from datetime import date

import numpy as np
import pytest

from mtqg.registry import load_registry
from mtqg.sample.communes import commune_figures
from mtqg.sample.scope import communes
from mtqg.sample.territory import latents

SEED = 7
DAYS = [date(2021, 12, 31), date(2023, 6, 30), date(2024, 12, 31), date(2025, 6, 30), date(2025, 9, 30),
        date(2025, 12, 31), date(2026, 3, 31), date(2026, 9, 30)]


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.mark.parametrize("day, share", [(date(2025, 3, 31), 77.9), (date(2025, 6, 30), 79.3)])
def test_national_share_is_the_published_one(registry, day, share):
    figures = commune_figures(registry, SEED, day)
    assert figures.is_met.mean() * 100 == pytest.approx(share, abs=0.05)


def test_the_reform_moves_no_national_level(registry):
    before, after = (commune_figures(registry, SEED, day) for day in (date(2025, 6, 30), date(2025, 7, 31)))
    assert after.is_met.mean() == pytest.approx(before.is_met.mean(), abs=0.01)
    for name in ("persons", "villages"):
        assert getattr(after, name).sum() == pytest.approx(getattr(before, name).sum(), rel=0.03), name
    assert (after.income * after.persons).sum() / after.persons.sum() == pytest.approx(
        (before.income * before.persons).sum() / before.persons.sum(), rel=0.01)


def test_every_map_has_the_same_people(registry):
    totals = [sum(latent.persons for latent in latents(registry, SEED, day).values()) for day in DAYS]
    assert totals == pytest.approx([totals[0]] * len(DAYS), rel=1e-9)
    assert totals[0] == pytest.approx(101.34e6, rel=1e-3)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_identities_hold_in_every_commune(registry, day):
    figures = commune_figures(registry, SEED, day)
    count = figures.criteria.shape[1]
    assert count == (10 if day >= date(2026, 2, 15) else 19)
    assert (figures.is_met == (figures.criteria_met == count)).all()
    assert not (figures.is_advanced & ~figures.is_met).any() and not (figures.is_model & ~figures.is_advanced).any()
    assert not (figures.is_modern & ~figures.is_met).any()
    assert (figures.model_villages <= figures.villages_met).all() and (figures.villages_met <= figures.villages).all()
    assert (figures.households <= figures.persons).all() and (figures.households > 0).all()
    assert (figures.income > 15).all() and (figures.income < 200).all()


@pytest.mark.parametrize("days", [
    [date(2024, 12, 31), date(2025, 3, 31), date(2025, 6, 30)], [date(2025, 9, 30), date(2025, 12, 31)],
    [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2027, 3, 31)]], ids=str)
def test_nobody_falls_while_map_and_criteria_stay(registry, days):
    seen: dict[str, np.ndarray] = {}
    for day in days:
        figures = commune_figures(registry, SEED, day)
        table = np.stack([figures.is_met, figures.is_advanced, figures.is_model, figures.is_modern, figures.criteria_met,
                          figures.villages_met, figures.income], axis=1).astype(float)
        for unit, now in zip(figures.where.units, table, strict=True):
            before = seen.get(unit.admin_unit_code)
            if before is not None and unit.valid_from < days[0]:
                assert (now >= before).all(), (unit.admin_unit_code, day)
            seen[unit.admin_unit_code] = now


def test_scope_is_the_communes_of_type_xa(registry):
    for day, count in ((date(2024, 12, 31), 8105), (date(2025, 6, 30), 7692), (date(2025, 9, 30), 2621)):
        where = communes(registry, SEED, day)
        assert len(where.units) == count and {unit.unit_type_vi for unit in where.units} == {"Xã"}


def test_another_seed_is_another_country(registry):
    day = date(2025, 12, 31)
    one, other = (commune_figures(registry, seed, day) for seed in (1, 2))
    assert not np.array_equal(one.is_met, other.is_met)
    assert one.is_met.mean() == pytest.approx(other.is_met.mean(), abs=0.01)
