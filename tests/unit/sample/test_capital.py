"""The money of the model: identities inside a row, a year that only grows, carry-over that fits into what was left."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from mtqg.registry import load_registry
from mtqg.sample.capital import money_of, opening, report
from mtqg.sample.capital_tree import province_shares, slots

SEED = 7
MONTHS = [(2021, 12), (2022, 6), (2024, 12), (2025, 6), (2025, 12), (2026, 1), (2026, 9), (2027, 12)]


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.mark.parametrize("year, month", MONTHS)
def test_identities_hold_in_every_row(registry, year, month):
    for money in report(registry, SEED, date(year, month, 28)):
        assert (money.allocated <= money.planned).all() and (money.allocated >= 0).all()
        assert (money.disbursed + money.cancelled <= money.usable).all() and (money.disbursed >= 0).all()
        assert (money.disbursed <= money.expected_next_month).all()
        assert (money.expected_next_month <= money.usable - money.cancelled).all()
        assert (money.origin_year == year) == bool(money.planned.any()) or not money.usable.any()


@pytest.mark.parametrize("year", [2023, 2025, 2026])
def test_disbursement_and_allocation_never_fall_inside_a_year(registry, year):
    for origin in (year, year - 1, year - 2):
        months = [money_of(registry, SEED, year, month, origin) for month in range(1, 13)]
        for before, after in pairwise(months):
            assert (after.disbursed >= before.disbursed).all() and (after.allocated >= before.allocated).all()
            assert np.array_equal(after.planned, before.planned) and np.array_equal(after.carried_over, before.carried_over)


@pytest.mark.parametrize("year", [2023, 2025, 2026, 2027])
def test_carry_over_is_never_more_than_was_left(registry, year):
    for origin in (year - 1, year - 2):
        left = money_of(registry, SEED, year - 1, 12, origin)
        assert (opening(registry, SEED, year, origin) <= left.usable - left.disbursed - left.cancelled).all()


def test_only_components_in_force_that_have_no_parts_carry_money(registry):
    for year in (2024, 2025, 2026):
        codes = {slot.component_code for slot in slots(registry, SEED, year)}
        assert codes == {"HN2635-HP1", "HN2635-HP2"} if year >= 2026 else not any(code.startswith("HN") for code in codes)
        assert not codes & {row.parent_code for row in registry.programmes.values()}


def test_a_source_is_in_force_on_the_day(registry):
    for day in (date(2025, 6, 30), date(2025, 7, 31)):
        for slot in slots(registry, SEED, 2025):
            source = registry.capital_sources[slot.source_code(day)]
            assert source.valid_from <= day and (source.valid_to is None or day <= source.valid_to)


def test_programmes_differ_in_size_between_provinces(registry):
    assert (province_shares(SEED, "DTTS") == 0).sum() > 10 and (province_shares(SEED, "NTM") > 0).all()
    assert province_shares(SEED, "DTTS").max() > 0.03
