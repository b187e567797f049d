"""The summary of a province: sums of its communes and of its money, national poverty as published."""

from datetime import date

import pytest

from mtqg.registry import load_registry
from mtqg.sample import capital
from mtqg.sample.communes import commune_figures
from mtqg.sample.poverty import poverty_figures
from mtqg.sample.provinces import poor_minority_households, provinces
from mtqg.sample.summary import result_totals, summary

SEED = 7


@pytest.fixture(scope="module")
def registry():
    return load_registry()


@pytest.mark.parametrize("year, rate", [(2022, 4.03), (2023, 2.93), (2024, 1.93)])
def test_national_poverty_is_the_published_one(year, rate):
    parts = [poverty_figures(SEED, [i], year) for i in range(63)]
    assert 100 * sum(p["GN.HN"] for p in parts) / sum(p["CT.HO"] for p in parts) == pytest.approx(rate, abs=0.005)


def test_minority_poverty_of_2024_is_the_published_one():
    poor, all_of_them = poor_minority_households(2024)
    assert 100 * poor.sum() / all_of_them.sum() == pytest.approx(12.55, abs=0.01)


@pytest.mark.parametrize("year", [2022, 2024, 2025, 2026])
def test_poverty_closes_in_every_province(year):
    for i in range(63):
        f = poverty_figures(SEED, [i], year)
        assert f["GN.HN_DK"] - f["GN.HN_GIAM"] == f["GN.HN"] and f["GN.HO_THOAT"] >= f["GN.HN_GIAM"] >= 0
        assert f["GN.TL_HN"] == pytest.approx(100 * f["GN.HN"] / f["CT.HO"], abs=0.0051)
        if "GN.HN_DTTS" in f:
            assert f["GN.HN_DTTS"] <= f["GN.HN"] and f["CT.HO_DTTS"] <= f["CT.HO"]


@pytest.mark.parametrize("code, day", [("38", date(2024, 12, 31)), ("62", date(2024, 11, 30)), ("01", date(2025, 12, 31)),
                                       ("51", date(2026, 9, 30)), ("79", date(2026, 3, 31))])
def test_a_summary_agrees_with_communes_and_money(registry, code, day):
    lines = {(line.indicator_code, line.period_code): line.values for line in summary(registry, SEED, code, day)}
    value = {indicator: values.get("actual") for (indicator, _), values in lines.items() if values.get("actual") is not None}
    totals = result_totals(commune_figures(registry, SEED, day), code)
    assert {key: value[key] for key in totals if key in value} == {key: totals[key] for key in totals if key in value}
    assert value["NTM.TL_XA_DC"] == pytest.approx(100 * value["NTM.XA_DC"] / value["CT.XA"], abs=0.0051)
    assert value["OCOP.SP"] == value["OCOP.SP3"] + value["OCOP.SP4"] + value["OCOP.SP5"]
    positions = provinces().merged_into("63" if day < date(2025, 7, 1) else "34", code)
    spent = sum(int(money.disbursed[positions].sum()) for money in capital.report(registry, SEED, day))
    assert value["FN.GN_LK"] == spent <= value["FN.TONG_KH"] == value["FN.KH_GIAO"] + value["FN.KEODAI"]


def test_a_province_of_today_is_the_sum_of_those_it_was_made_of():
    known = provinces()
    for code in {"48", "51", "66"}:
        positions = known.merged_into("34", code)
        whole, parts = poverty_figures(SEED, positions, 2025), [poverty_figures(SEED, [i], 2025) for i in positions]
        assert len(positions) == 2
        for key in ("CT.HO", "GN.HN", "GN.HCN", "GN.HO_THOAT"):
            assert whole[key] == sum(part[key] for part in parts)
