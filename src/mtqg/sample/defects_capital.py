"""Defects of the capital report (VON-01). Each returns None where the report offers no place for it."""

from __future__ import annotations

from dataclasses import replace

from mtqg.sample.alterations import Alteration, Scene

_TOTAL = "_T|_T|_T"
#: Million đồng that each line may be off by rounding before VON-01-R023 finds that plan and targets differ.
_ROUNDING = 0.5


def unallocated_identity(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["kh_giao"] > 400)
    return row and scene.other(row.row_key, chua_pb=row.values["chua_pb"] + row.values["kh_giao"] // 20)


def usable_identity(scene: Scene) -> Alteration | None:
    """The rate is left out, so that only the sum tells."""
    row = scene.row(lambda v: v["tong_kh"] > 400)
    return row and scene.other(row.row_key, tong_kh=row.values["tong_kh"] * 10 // 9, beside={"ty_le": None})


def allocated_over_plan(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["kh_giao"] > 400)
    return row and scene.other(row.row_key, phan_bo=row.values["kh_giao"] * 112 // 100)


def total_row(scene: Scene) -> Alteration:
    expected = sum(row.values["uoc_gn"] for row in scene.fill.rows)
    return Alteration({(_TOTAL, "uoc_gn"): expected + expected // 12})


def subtotal_row(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["kh_giao"] > 400)
    if row is None:
        return None
    component = row.row_key.split("|")[0]
    expected = sum(each.values["uoc_gn"] for each in scene.fill.rows if each.row_key.startswith(component + "|"))
    return Alteration({(f"{component}|_T|_T", "uoc_gn"): expected + 35})


def disbursed_over_plan(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400 and v["gn_lk"] > 50)
    if row is None:
        return None
    spent = row.values["tong_kh"] * 115 // 100
    rate = round(100 * spent / row.values["tong_kh"], 2)
    altered = scene.other(row.row_key, gn_lk=spent, ty_le=rate, uoc_gn=spent)
    return altered.with_rules(ty_le="COMMON-R031", uoc_gn="VON-01-R015")


def part_over_whole(scene: Scene) -> Alteration | None:
    """More disbursed of carried-over money than in all, yet less than was carried over."""
    row = scene.row(lambda v: v["gn_kd"] > 50 and v["keo_dai"] - v["gn_lk"] > 60)
    return row and scene.other(row.row_key, gn_kd=row.values["gn_lk"] + 45)


def carried_spent_without_carry(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["keo_dai"] == 0 and v["gn_lk"] > 200)
    return row and scene.other(row.row_key, gn_kd=row.values["gn_lk"] // 3)


def carry_of_this_year(scene: Scene) -> Alteration | None:
    """The sum and the rate follow."""
    row = scene.row(lambda v: v["kh_giao"] > 400)
    if row is None:
        return None
    carried = row.values["kh_giao"] // 4
    usable = row.values["kh_giao"] + carried
    return scene.other(row.row_key, keo_dai=carried,
                       beside={"tong_kh": usable, "ty_le": round(100 * row.values["gn_lk"] / usable, 2)})


def plan_of_earlier_year(scene: Scene) -> Alteration | None:
    """A plan of this year on the line of an earlier one; the sums of the line follow."""
    row = scene.row(lambda v: v["keo_dai"] > 200 and not v["huy"])
    if row is None:
        return None
    extra = row.values["keo_dai"] // 3
    usable = row.values["keo_dai"] + extra
    beside = {"chua_pb": extra, "tong_kh": usable, "ty_le": round(100 * row.values["gn_lk"] / usable, 2)}
    return against_targets(scene, scene.other(row.row_key, kh_giao=extra, beside=beside), extra)


def against_targets(scene: Scene, alteration: Alteration, extra: int) -> Alteration:
    """The same, its total labelled too where the targets that come with the report (KH-01) then say another plan."""
    lines = sum(row.values["kh_giao"] is not None for row in scene.fill.rows)
    if "KH-01" not in scene.beside or extra <= _ROUNDING * (lines + 1):
        return alteration
    total = (_TOTAL, "kh_giao")
    return replace(alteration, marked=(*alteration.marked, total), rules={**alteration.rules, total: "VON-01-R023"},
                   against=(*alteration.against, "KH-01"))


def origin_after_plan_year(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["kh_giao"] > 400)
    return row and Alteration({(row.row_key, "nam_von"): scene.day.year + 1})


def estimate_below_result(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["gn_lk"] > 300)
    return row and scene.other(row.row_key, uoc_gn=row.values["gn_lk"] * 9 // 10)


def estimate_over_plan(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400)
    return row and scene.other(row.row_key, uoc_gn=row.values["tong_kh"] * 108 // 100)


def cancelled_too_much(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400)
    return row and scene.other(row.row_key, huy=row.values["tong_kh"] - row.values["gn_lk"] + 75)


def disbursement_left_empty(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["gn_lk"] > 50)
    return row and scene.other(row.row_key, gn_lk=None)


def rate_slightly_off(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400 and 5 < v["ty_le"] < 95)
    return row and scene.other(row.row_key, ty_le=round(row.values["ty_le"] + 0.08, 2))


def negative_amount(scene: Scene) -> Alteration | None:
    """Small enough for the sums above it to stay positive."""
    carried = {row.row_key.split("|")[0] for row in scene.fill.rows if row.values["gn_kd"] > 60}
    row = scene.choose([row for row in scene.fill.rows if row.values["keo_dai"] == 0 and row.row_key.split("|")[0] in carried])
    return row and scene.other(row.row_key, gn_kd=-18)


def rate_contradicts_parts(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["tong_kh"] > 400 and 5 < v["ty_le"] < 85)
    return row and scene.other(row.row_key, ty_le=round(row.values["ty_le"] + 7.35, 2))


def text_for_amount(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["kh_giao"] > 400)
    return row and scene.other(row.row_key, phan_bo="đang rà soát")


def failed_formula(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["gn_lk"] > 50)
    return row and Alteration({(row.row_key, "ty_le"): "#REF!"})
