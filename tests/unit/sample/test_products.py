"""Products, obstacles, targets and budgets: the same ones in every period, and in the numbers that other forms give."""

from datetime import date

import pytest

from mtqg.registry import load_registry
from mtqg.registry.admin_units import geography_on
from mtqg.sample import capital
from mtqg.sample.list_rows import product_rows
from mtqg.sample.obstacles import obstacles
from mtqg.sample.plans import targets
from mtqg.sample.products import VALID_YEARS, products, stars_of
from mtqg.sample.provinces import provinces
from mtqg.sample.summary import summary
from mtqg.sample.transfers import budget_of

SEED = 7


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.mark.parametrize(("code", "day"), [("38", date(2024, 12, 31)), ("48", date(2025, 12, 31)), ("48", date(2026, 9, 30))])
def test_the_list_has_as_many_products_of_each_grade_as_the_summary_says(registry, code, day):
    rows = product_rows(registry, SEED, code, day)
    said = {line.indicator_code: line.values.get("actual") for line in summary(registry, SEED, code, day)}
    assert len(rows) == said["OCOP.SP"]
    for stars in (3, 4, 5):
        assert sum(row.values["so_sao"] == f"{stars} sao" for row in rows) == said[f"OCOP.SP{stars}"]
    keys = {(row.values["ten_san_pham"], row.values["chu_the"]) for row in rows}
    assert len(keys) == len(rows) == len({row.row_key for row in rows})


def test_grades_are_as_frequent_as_they_were_and_never_change():
    assert [int((stars_of(1000) == grade).sum()) for grade in (3, 4, 5)] == [777, 219, 4]
    assert stars_of(1000)[:500].tolist() == stars_of(500).tolist()


def test_a_product_keeps_its_name_over_the_reform_and_its_certificate_is_valid(registry):
    position = provinces().position("49")
    before, after = (products(registry, SEED, position, day) for day in (date(2024, 12, 31), date(2025, 12, 31)))
    assert [(one.name, one.business, one.stars) for one in after[:len(before)]] == [
        (one.name, one.business, one.stars) for one in before]
    assert len(after) > len(before) > 50
    assert all(one.recognised_on <= date(2025, 12, 31) < one.expires_on for one in after)
    assert all(one.expires_on.year - one.recognised_on.year == VALID_YEARS for one in after)
    assert {one.district is None for one in after} == {True} and all(one.commune for one in after)


def test_an_obstacle_grows_older_until_it_is_resolved():
    states = {}
    for quarter in (date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)):
        found = obstacles(SEED, "51", quarter)
        assert found and len({one.text for one in found}) == len(found)
        for one in found:
            states.setdefault(one.text, []).append(one.state)
    order = ("chưa giải quyết", "đang giải quyết", "đã giải quyết")
    assert any(len(seen) > 1 for seen in states.values())
    assert all(seen == sorted(seen, key=order.index) for seen in states.values())
    assert all(one.component_code.startswith(("NTM", "GNBV", "DTTS")) for one in obstacles(SEED, "51", date(2024, 12, 31)))


@pytest.mark.parametrize(("code", "year"), [("62", 2024), ("51", 2026)])
def test_targets_agree_with_the_plan_of_money_and_with_the_summary(registry, code, year):
    end = date(year, 12, 31)
    positions = provinces().merged_into(geography_on(end), code)
    found = targets(registry, SEED, code, year)
    assert found["FN.KH_GIAO", "_T"] == sum(int(money.planned[positions].sum()) for money in capital.report(registry, SEED, end))
    for line in summary(registry, SEED, code, end):
        if "target" in line.values and line.period_code == str(year):
            assert found[line.indicator_code, line.breakdown_code] == line.values["target"]
    assert len(found) > 12 and all(value >= 0 for value in found.values())


@pytest.mark.parametrize("year", [2025, 2026])
def test_budgets_balance_and_hold_the_centres_money_of_the_programmes(registry, year):
    geography = geography_on(date(year, 1, 1))
    for unit in registry.units.provinces(date(year, 1, 1)):
        row = budget_of(registry, SEED, provinces().merged_into(geography, unit.gso_code), year)
        assert row["chi"] == row["thu_huong"] + row["bs_candoi"] + row["boi_chi"] - row["boi_thu"]
        assert 0 < row["thu_huong"] <= row["thu_nsnn"] and 0 < row["ty_le"] <= 100
        money = capital.report(registry, SEED, date(year, 12, 31))[0]
        central = [place for place, slot in enumerate(money.slots) if slot.level in ("centre", "foreign")]
        positions = provinces().merged_into(geography, unit.gso_code)
        assert row["mtqg"] == int(money.planned[positions][:, central].sum())
