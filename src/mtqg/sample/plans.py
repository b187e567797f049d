"""Targets of a year as they were assigned (KH-01): a little beyond what the model brings, the money as VON-01 plans it."""

from __future__ import annotations

from datetime import date

from mtqg.registry import Registry
from mtqg.registry.admin_units import LAST_DAY_OF_63, geography_on
from mtqg.sample import capital
from mtqg.sample.communes import commune_figures
from mtqg.sample.minority import minority_results, policy_totals
from mtqg.sample.poverty import planned_fall, poverty_figures
from mtqg.sample.provinces import provinces
from mtqg.sample.summary import districts_met, result_totals, summary

_RESULTS = ("NTM.XA_NC", "NTM.XA_KM", "NTM.XA_HD", "NTM.THON_DC")
_SPENT_BY_PLAN = 95.0


def targets(registry: Registry, seed: int, province_code: str, year: int) -> dict[tuple[str, str], int | float]:
    """(indicator, breakdown) -> target; where the summary states a target too, it is the same one."""
    end = date(year, 12, 31)
    positions = provinces().merged_into(geography_on(end), province_code)
    found = _results(registry, seed, province_code, end) | _poverty(seed, positions, year)
    found |= _policy(registry, seed, province_code, end)
    planned = sum(int(money.planned[positions].sum()) for money in capital.report(registry, seed, end))
    found |= {("FN.KH_GIAO", "_T"): planned, ("FN.TL_GN_TONG", "_T"): _SPENT_BY_PLAN}
    lines = (line for line in summary(registry, seed, province_code, end) if line.period_code == str(year))
    stated = {(line.indicator_code, line.breakdown_code): line.values["target"] for line in lines if "target" in line.values}
    return found | stated


def _results(registry: Registry, seed: int, province_code: str, end: date) -> dict[tuple[str, str], int | float]:
    totals = result_totals(commune_figures(registry, seed, end), province_code)
    whole = {"NTM.THON_DC": totals["CT.THON"]}
    found = {(code, "_T"): min(round(totals[code] * 1.02), whole.get(code, totals["CT.XA"]))
             for code in _RESULTS if totals[code]}
    if end <= LAST_DAY_OF_63:
        found["NTM.HUYEN_DC", "_T"] = districts_met(registry, seed, province_code, end)
    return found


def _poverty(seed: int, positions: list[int], year: int) -> dict[tuple[str, str], int | float]:
    """The fall that was planned, and the level that it would bring."""
    if year <= 2021:
        return {}
    before, now = poverty_figures(seed, positions, year - 1), poverty_figures(seed, positions, year)
    fall = planned_fall(seed, positions, year)
    found = {"GN.TL_HN": max(round(before["GN.TL_HN"] - fall, 2), 0.0), "GN.HO_THOAT": round(now["GN.HO_THOAT"] * 0.96),
             "GN.HN_GIAM": round(now["GN.HN_GIAM"] * 0.96)}
    if "GN.TL_HN_DTTS" in now and "GN.TL_HN_DTTS" in before:
        fall = max(round(now["GN.GIAM_DTTS"] * 0.95, 2), 0.01)
        found |= {"GN.TL_HN_DTTS": max(round(before["GN.TL_HN_DTTS"] - fall, 2), 0.0), "GN.GIAM_DTTS": fall}
    return {(code, "_T"): value for code, value in found.items()}


def _policy(registry: Registry, seed: int, province_code: str, end: date) -> dict[tuple[str, str], int | float]:
    totals = policy_totals(minority_results(registry, seed, end), province_code)
    better = {"DT.DATO": 0.2, "DT.DATSX": 0.4}
    return {(code, "_T"): min(round(value + better[code], 2), 100.0) if code in better else value
            for code, value in totals.items()}
