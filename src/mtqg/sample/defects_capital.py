"""Defects of the capital report (VON-01). Each returns None where the report offers no place for it."""

from __future__ import annotations

from datetime import date

from mtqg.registry.admin_units import geography_on
from mtqg.registry.periods import month_code
from mtqg.sample import capital
from mtqg.sample.alterations import Alteration, Scene
from mtqg.sample.fills import capital_rows

_TOTAL = "_T|_T|_T"


def unallocated_identity(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["kh_giao"] > 400)
    return row and Alteration({(row.row_key, "chua_pb"): row.values["chua_pb"] + row.values["kh_giao"] // 20})


def usable_identity(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400 and v["gn_lk"] > 50)
    return row and Alteration({(row.row_key, "tong_kh"): row.values["tong_kh"] + row.values["tong_kh"] // 9})


def total_row(scene: Scene) -> Alteration:
    expected = sum(row.values["uoc_gn"] for row in scene.fill.rows)
    return Alteration({(_TOTAL, "uoc_gn"): expected + expected // 12})


def disbursed_over_plan(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400 and v["gn_lk"] > 50)
    return row and Alteration({(row.row_key, "gn_lk"): row.values["tong_kh"] * 115 // 100})


def negative_amount(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["uoc_gn"] > 50)
    return row and Alteration({(row.row_key, "uoc_gn"): -row.values["uoc_gn"]})


def rate_contradicts_parts(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400 and 5 < v["ty_le"] < 85)
    return row and Alteration({(row.row_key, "ty_le"): round(row.values["ty_le"] + 7.35, 2)})


def text_for_amount(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["kh_giao"] > 400)
    return row and Alteration({(row.row_key, "phan_bo"): "đang rà soát"})


def failed_formula(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["gn_lk"] > 50)
    return row and Alteration({(row.row_key, "ty_le"): "#REF!"})


def falling_disbursement(scene: Scene) -> Alteration | None:
    """Less disbursed since January than a month ago; everything else in the report agrees with it."""
    day = scene.day
    if day.month == 1 or geography_on(date(day.year, day.month - 1, 1)) != geography_on(day):
        return None
    before = date(day.year, day.month - 1, 28)
    earlier = {row.row_key: row.values["gn_lk"] for row in _rows(scene, before)}
    row = scene.row(lambda v: v["gn_lk"] > 500)
    spent = earlier.get(row.row_key, 0) * 82 // 100 if row else 0
    if spent < 100:
        return None
    values = {"gn_lk": spent, "ty_le": round(100 * spent / row.values["tong_kh"], 2)}
    if row.values["gn_kd"]:
        values["gn_kd"] = spent
    return Alteration(fill=scene.with_values({row.row_key: values}), marked=((row.row_key, "gn_lk"),), companion=month_code(before))


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
    values = {"keo_dai": carried, "tong_kh": row.values["kh_giao"] + carried,
              "ty_le": round(100 * row.values["gn_lk"] / (row.values["kh_giao"] + carried), 2)}
    return Alteration(fill=scene.with_values({row.row_key: values}), marked=((row.row_key, "keo_dai"),), companion=month_code(before))


def _rows(scene: Scene, day: date):
    return capital_rows(capital.report(scene.registry, scene.seed, day), scene.duty.province.gso_code, day)
