"""The summary of a province (TH-01): sums of its communes and its money, with plan, result and estimate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from mtqg.registry import Registry
from mtqg.registry.admin_units import LAST_DAY_OF_63, geography_on
from mtqg.registry.periods import period_as_of
from mtqg.sample import capital
from mtqg.sample.communes import TEN_CRITERIA_FROM, CommuneFigures, commune_figures
from mtqg.sample.minority import minority_results, policy_totals
from mtqg.sample.poverty import planned_fall, poverty_figures
from mtqg.sample.products import product_counts, star_totals
from mtqg.sample.provinces import provinces

#: How the year ends in the plan, against what the model will bring: a little above it.
_AMBITION = 1.02


@dataclass
class Line:
    """One indicator in one period; `values` by value kind."""

    indicator_code: str
    period_code: str
    breakdown_code: str = "_T"
    values: dict[str, int | float] = field(default_factory=dict)


def summary(registry: Registry, seed: int, province_code: str, day: date) -> list[Line]:
    """The lines of the province's report as of the last day of a month, in the order of the form."""
    positions = provinces().merged_into(geography_on(day), province_code)
    lines = _results(registry, seed, province_code, day) + _products(seed, positions, day)
    lines += _poverty(seed, positions, day) + _policy(registry, seed, province_code, day)
    return lines + _money(registry, seed, positions, day)


def result_totals(figures: CommuneFigures, province_code: str) -> dict[str, int]:
    """Sums over the communes of the province, as NTM-01 has them."""
    mine = figures.where.of(province_code)
    sums = {"CT.XA": len(mine), "NTM.XA_DC": figures.is_met[mine].sum(), "NTM.XA_NC": figures.is_advanced[mine].sum(),
            "NTM.XA_KM": figures.is_model[mine].sum(), "NTM.XA_HD": figures.is_modern[mine].sum(),
            "NTM.XA_10TC": (figures.criteria_met[mine] == 10).sum(), "CT.THON": figures.villages[mine].sum(),
            "NTM.THON_DC": figures.villages_met[mine].sum(), "NTM.THON_KM": figures.model_villages[mine].sum()}
    return {code: int(value) for code, value in sums.items()}


def _results(registry: Registry, seed: int, province_code: str, day: date) -> list[Line]:
    period, figures = period_as_of(day), commune_figures(registry, seed, day)
    now = result_totals(figures, province_code)
    end = result_totals(commune_figures(registry, seed, _year_end(day)), province_code)
    is_new = day >= TEN_CRITERIA_FROM
    codes = ["CT.XA", "NTM.XA_DC", *(("NTM.XA_HD", "NTM.XA_10TC") if is_new else ("NTM.XA_NC", "NTM.XA_KM")),
             "CT.THON", "NTM.THON_DC", "NTM.THON_KM"]
    lines = [Line(code, period, values={"actual": now[code]}) for code in codes]
    goal = min(max(end["NTM.XA_DC"], round(end["NTM.XA_DC"] * _AMBITION)), now["CT.XA"])
    by_code = {line.indicator_code: line for line in lines}
    by_code["NTM.XA_DC"].values["target"] = goal
    if now["CT.XA"]:
        share = {"target": _percent(goal, now["CT.XA"]), "actual": _percent(now["NTM.XA_DC"], now["CT.XA"])}
        lines.insert(2, Line("NTM.TL_XA_DC", period, values=share))
    if day <= LAST_DAY_OF_63:
        lines.append(Line("NTM.HUYEN_DC", period, values={"actual": districts_met(registry, seed, province_code, day)}))
    return lines + _income(seed, figures, province_code, day)


def _income(seed: int, figures: CommuneFigures, province_code: str, day: date) -> list[Line]:
    """Income of the year that is over: its communes weighted by their people, as the form's total row has it."""
    mine = figures.where.of(province_code)
    if not figures.persons[mine].sum() or day.month != 12:
        return []
    mean = round(float((figures.income[mine] * figures.persons[mine]).sum() / figures.persons[mine].sum()), 1)
    return [Line("NTM.TNBQ", str(day.year), "NONG_THON", {"target": round(mean * 0.99, 1), "actual": mean})]


def districts_met(registry: Registry, seed: int, province_code: str, day: date) -> int:
    """Districts of a province of the old map that meet the standard."""
    position = provinces().position(province_code)
    count = len(registry.units.under(f"63-P-{province_code}", day, "district"))
    wealth = float(provinces().wealth[position])
    share = np.clip(0.33 + 0.42 * wealth + 0.035 * (day.year + day.month / 12 - 2023), 0.0, 1.0)
    return int(count * share)


def _products(seed: int, positions: list[int], day: date) -> list[Line]:
    stars, counts = star_totals(seed, positions, day), product_counts(seed, day)[positions]
    values = {"OCOP.SP": sum(stars.values()), "OCOP.SP3": stars[3], "OCOP.SP4": stars[4], "OCOP.SP5": stars[5]}
    lines = [Line(code, period_as_of(day), values={"actual": value}) for code, value in values.items()]
    lines[0].values["target"] = round(sum(stars.values()) * 1.04)
    return [*lines, Line("OCOP.SP5_TN", period_as_of(day), values={"pending": int((counts // 150).sum())})]


def _poverty(seed: int, positions: list[int], day: date) -> list[Line]:
    """In December the year's result beside its plan; before, last year's result, and what this year is expected to bring."""
    if day.year <= 2021 or (day.month < 12 and day.year <= 2022):
        return []
    closed = day.year if day.month == 12 else day.year - 1
    lines = [Line(code, str(closed), values={"actual": value})
             for code, value in poverty_figures(seed, positions, closed).items()]
    fall, plan = poverty_figures(seed, positions, closed)["GN.GIAM_TL"], planned_fall(seed, positions, closed)
    by_code = {line.indicator_code: line for line in lines}
    by_code["GN.GIAM_TL"].values["target"] = plan
    lines.append(Line("GN.SO_KH", str(closed), values={"actual": round(100 * fall / plan, 1)}))
    if closed < day.year:
        coming = poverty_figures(seed, positions, day.year)
        for code in ("GN.TL_HN", "GN.GIAM_TL"):
            lines.append(Line(code, str(day.year), values={"estimate": coming[code]}))
        lines[-1].values["target"] = planned_fall(seed, positions, day.year)
    return lines


def _policy(registry: Registry, seed: int, province_code: str, day: date) -> list[Line]:
    return [Line(code, period_as_of(day), values={"actual": value})
            for code, value in policy_totals(minority_results(registry, seed, day), province_code).items()]


def _money(registry: Registry, seed: int, positions: list[int], day: date) -> list[Line]:
    """Sums over every row of VON-01 of the same month, million đồng."""
    found = capital.report(registry, seed, day)
    planned, carried, spent = (sum(int(getattr(money, name)[positions].sum()) for money in found)
                               for name in ("planned", "carried_over", "disbursed"))
    values = {"FN.KH_GIAO": planned, "FN.KEODAI": carried, "FN.TONG_KH": planned + carried, "FN.GN_LK": spent,
              "FN.TL_GN_TONG": _percent(spent, planned + carried)}
    return [Line(code, period_as_of(day), values={"actual": value}) for code, value in values.items()]


def _year_end(day: date) -> date:
    """The last day of the year; on the old map the last day of the old map."""
    end = date(day.year, 12, 31)
    return LAST_DAY_OF_63 if day <= LAST_DAY_OF_63 < end else end


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)
