"""Defects that contradict what is beside them: plan and money, parts and wholes, one form and another; None without a place."""

from __future__ import annotations

from dataclasses import replace

from mtqg.sample.alterations import Alteration, Scene
from mtqg.sample.communes import TEN_CRITERIA_FROM
from mtqg.templates import FillRow


def disbursed_unallocated(scene: Scene) -> Alteration | None:
    """Less allocated in detail than is spent of this year's plan; what is not allocated follows."""
    row = scene.row(lambda v: v["gn_lk"] - v["gn_kd"] > 300 and not v["keo_dai"])
    if row is None:
        return None
    allocated = row.values["gn_lk"] * 8 // 10
    return scene.other(row.row_key, phan_bo=allocated, beside={"chua_pb": row.values["kh_giao"] - allocated})


def more_than_the_budget(scene: Scene) -> Alteration | None:
    """Đồng typed where million đồng are asked."""
    row = scene.row(lambda v: v["uoc_gn"] > 2000)
    return row and scene.other(row.row_key, uoc_gn=row.values["uoc_gn"] * 1_000_000)


def commune_without_village(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    if row is None:
        return None
    altered = scene.other(row.row_key, so_thon=0, beside={"thon_dc": 0})
    follows = [("TH-01", "CT.THON", "TH-01-R043")]
    follows += [("TH-01", "NTM.THON_DC", "TH-01-R043")] if row.values["thon_dc"] else []
    return replace(altered, follows=tuple(follows))


def group_left_empty(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows) if scene.day >= TEN_CRITERIA_FROM else None
    return row and scene.other(row.row_key, nhom_xa=None)


def more_poor_than_households(scene: Scene) -> Alteration | None:
    """Poor and near-poor households together are more than there are; the rate agrees with its part."""
    whole, poor, near, rate = (_line(scene, code) for code in ("CT.HO", "GN.HN", "GN.HCN", "GN.TL_HCN"))
    if not (whole and poor and near and rate):
        return None
    count = _value(whole) - _value(poor) + 15
    return _marked(scene, near, count, rate, round(100 * count / _value(whole), 2))


def more_minority_than_households(scene: Scene) -> Alteration | None:
    whole, minority, poor, rate = (_line(scene, code) for code in ("CT.HO", "CT.HO_DTTS", "GN.HN_DTTS", "GN.TL_HN_DTTS"))
    if not (whole and minority and poor and rate):
        return None
    count = _value(whole) + 25
    return _marked(scene, minority, count, rate, round(100 * _value(poor) / count, 2))


def summary_income_a_thousand_times(scene: Scene) -> Alteration | None:
    income = _line(scene, "NTM.TNBQ")
    return income and Alteration({(income.row_key, "thuc_hien"): round(_value(income) * 1000)})


def summary_contradicts_villages(scene: Scene) -> Alteration | None:
    """Three villages fewer than the province's own communes count."""
    met = _line(scene, "NTM.THON_DC")
    if met is None or _value(met) < 4:
        return None
    return Alteration({(met.row_key, "thuc_hien"): _value(met) - 3}, against=("NTM-01",))


def summary_contradicts_plan(scene: Scene) -> Alteration | None:
    """A smaller plan than the capital report has; sum and rate are computed from it."""
    plan, carried, whole, spent, rate = (
        _line(scene, f"FN.{code}") for code in ("KH_GIAO", "KEODAI", "TONG_KH", "GN_LK", "TL_GN_TONG"))
    if not (plan and carried and whole and spent and rate):
        return None
    less = _value(plan) * 97 // 100
    usable = less + _value(carried)
    if usable < _value(spent):
        return None
    figures = {plan.row_key: less, whole.row_key: usable, rate.row_key: round(100 * _value(spent) / usable, 2)}
    fill = scene.with_values({key: {"thuc_hien": value} for key, value in figures.items()})
    return Alteration(fill=fill, marked=((plan.row_key, "thuc_hien"),), against=("VON-01",))


def _marked(scene: Scene, line: FillRow, count: int, rate: FillRow, share: float) -> Alteration:
    fill = scene.with_values({line.row_key: {"thuc_hien": count}, rate.row_key: {"thuc_hien": share}})
    return Alteration(fill=fill, marked=((line.row_key, "thuc_hien"),))


def _line(scene: Scene, code: str) -> FillRow | None:
    """The line of the indicator, where the province reports it as actual."""
    return next((row for row in scene.fill.rows
                 if row.row_key.split(":")[0] == code and row.values.get("thuc_hien") is not None), None)


def _value(line: FillRow):
    return line.values["thuc_hien"]
