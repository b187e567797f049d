"""Communes told in GN-01, GN-02 and DT-01 add up to what the summary of the province says, and every movement closes."""

from datetime import date

import numpy as np
import pytest

from mtqg.registry import load_registry
from mtqg.registry.admin_units import geography_on
from mtqg.sample.apportioned import apportion_within
from mtqg.sample.households import persons_of, population, poverty
from mtqg.sample.minority import minority_results
from mtqg.sample.poverty import poverty_figures
from mtqg.sample.provinces import provinces
from mtqg.sample.summary import summary

SEED = 7


@pytest.fixture(scope="module")
def registry():
    return load_registry()


def closes(movement) -> bool:
    opening, to_near, above, less, back, relapsed, new, more, closing = movement
    return bool((opening - to_near - above - less + back + relapsed + new + more == closing).all()) and all(
        (part >= 0).all() for part in movement)


def test_whole_numbers_never_pass_their_room():
    parts = apportion_within(10, np.array([5.0, 1.0, 0.0]), np.array([4, 3, 9]))
    assert parts.sum() == 10 and (parts <= [4, 3, 9]).all()
    assert apportion_within(99, np.array([1.0, 1.0]), np.array([2, 3])).tolist() == [2, 3]


@pytest.mark.parametrize("year", [2022, 2024, 2026])
def test_the_movement_closes_in_every_commune_in_households_and_in_persons(registry, year):
    for is_preliminary in (False, True):
        found = poverty(registry, SEED, year, is_preliminary)
        persons = persons_of(found.movement, found.persons_each)
        assert closes(found.movement) and closes(persons)
        assert all((many >= few).all() for few, many in zip(found.movement, persons, strict=True))


@pytest.mark.parametrize("year", [2024, 2025])
def test_communes_add_up_to_the_summary_of_every_province(registry, year):
    found = poverty(registry, SEED, year)
    people, where = found.population, found.population.where
    for code in sorted(set(where.province_codes)):
        mine = where.of(code)
        said = poverty_figures(SEED, provinces().merged_into(geography_on(date(year, 12, 31)), code), year)
        sums = {"CT.HO": people.households, "GN.HN_DK": found.opening, "GN.HN": found.closing, "GN.HCN": found.near_poor,
                "GN.HO_THOAT": found.to_near_poor + found.above_line, "CT.HO_DTTS": people.minority,
                "GN.HN_DTTS": found.minority_poor}
        assert {key: int(values[mine].sum()) for key, values in sums.items() if key in said} == {
            key: said[key] for key in sums if key in said}, code


def test_parts_of_a_commune_are_inside_it(registry):
    found = poverty(registry, SEED, 2026)
    people = found.population
    assert (found.closing + found.near_poor <= people.households).all() and (people.minority <= people.households).all()
    assert (found.minority_poor <= np.minimum(found.closing, people.minority)).all()
    assert (found.lacking <= found.closing[:, None]).all()
    assert 0 < poverty(registry, SEED, 2026, True).closing.sum() - found.closing.sum() < 0.05 * found.closing.sum()


@pytest.mark.parametrize(("code", "earlier", "day"), [
    ("62", date(2022, 9, 30), date(2022, 12, 31)), ("51", date(2026, 3, 31), date(2026, 9, 30))])
def test_minority_results_are_those_of_the_summary_and_never_fall(registry, code, earlier, day):
    now, before = (minority_results(registry, SEED, each) for each in (day, earlier))
    mine = now.of(code)
    said = {line.indicator_code: line.values["actual"] for line in summary(registry, SEED, code, day)
            if line.indicator_code.startswith("DT.")}
    sums = {key: int(values[mine].sum()) for key, values in now.columns.items()}
    assert said["DT.XA_RA"] == sums["xa_ra"] and said["DT.THON_RA"] == sums["thon_ra"]
    assert said["DT.DATO"] == pytest.approx(100 * sums["co_dat_o"] / sums["ho_dtts"], abs=0.0051)
    assert (now.columns["ho_dtts"] == population(registry, SEED, day).minority).all()
    for key in ("xa_ra", "thon_ra", "ht_dat_o", "ht_nuoc", "ct_nuoc"):
        assert (now.columns[key] >= before.columns[key]).all(), key
