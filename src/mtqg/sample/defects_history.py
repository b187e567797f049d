"""Defects of the capital report (VON-01) that only show beside an earlier one; None where there is no place for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mtqg.registry.admin_units import geography_on
from mtqg.registry.periods import month_code
from mtqg.sample import capital
from mtqg.sample.alterations import Alteration, Scene
from mtqg.sample.defects_capital import against_targets
from mtqg.sample.fills import capital_rows
from mtqg.templates import FillRow


def falling_disbursement(scene: Scene) -> Alteration | None:
    """Less disbursed since January than a month ago; everything else in the report agrees with it."""
    before = _month_before(scene)
    if before is None:
        return None
    earlier = {row.row_key: row.values["gn_lk"] for row in _rows(scene, before)}
    row = scene.row(lambda v: v["gn_lk"] > 500)
    spent = earlier.get(row.row_key, 0) * 82 // 100 if row else 0
    if spent < 100:
        return None
    beside = {"ty_le": round(100 * spent / row.values["tong_kh"], 2)} | ({"gn_kd": spent} if row.values["gn_kd"] else {})
    return replace(scene.other(row.row_key, gn_lk=spent, beside=beside), companion=month_code(before))


def carried_over_too_much(scene: Scene) -> Alteration | None:
    """More carried over from last year than last year's December report left; everything else agrees with it."""
    before = date(scene.day.year - 1, 12, 31)
    if geography_on(before) != geography_on(scene.day) or before.year < capital.FIRST_YEAR:
        return None
    left = {row.row_key: row.values["tong_kh"] - row.values["gn_lk"] - (row.values["huy"] or 0) for row in _rows(scene, before)}
    row = scene.row(lambda v: v["keo_dai"] > 200)
    if row is None or row.row_key not in left:
        return None
    carried = left[row.row_key] * 13 // 10 + 50
    usable = row.values["kh_giao"] + carried
    beside = {"tong_kh": usable, "ty_le": round(100 * row.values["gn_lk"] / usable, 2)}
    return replace(scene.other(row.row_key, keo_dai=carried, beside=beside), companion=month_code(before))


def plan_a_thousand_times(scene: Scene) -> Alteration | None:
    """One line written in thousand đồng among lines in million đồng; a month ago it was right."""
    before = _month_before(scene)
    row = scene.row(lambda v: v["kh_giao"] > 400)
    if before is None or row is None or row.row_key not in {each.row_key for each in _rows(scene, before)}:
        return None
    beside = {key: value * 1000 for key, value in row.values.items() if key not in ("kh_giao", "ty_le") and value is not None}
    altered = replace(scene.other(row.row_key, kh_giao=row.values["kh_giao"] * 1000, beside=beside), companion=month_code(before))
    return against_targets(scene, altered, row.values["kh_giao"] * 999)


def _month_before(scene: Scene) -> date | None:
    """A day of the month before, if it lies in the same year and on the same map."""
    day = scene.day
    if day.month == 1 or geography_on(date(day.year, day.month - 1, 28)) != geography_on(day):
        return None
    return date(day.year, day.month - 1, 28)


def _rows(scene: Scene, day: date) -> list[FillRow]:
    return capital_rows(capital.report(scene.registry, scene.seed, day), scene.duty.province.gso_code, day)
