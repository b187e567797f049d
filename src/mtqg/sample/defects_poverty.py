"""Defects of the poverty and minority forms (GN-01, GN-02, DT-01). Each returns None where the report offers no place for it."""

from __future__ import annotations

from dataclasses import replace

from mtqg.sample.alterations import Alteration, Scene
from mtqg.templates import FillRow


def closing_miscounted(scene: Scene) -> Alteration | None:
    """Column 9 is no longer 1-2-3-4+5+6+7+8; the total row follows the commune."""
    row = scene.row(lambda v: v.get("cuoi_ky", 0) > 5)
    return row and scene.other(row.row_key, cuoi_ky=row.values["cuoi_ky"] + 4)


def half_a_household(scene: Scene) -> Alteration | None:
    """Two halves, so that the movement still closes."""
    row = scene.row(lambda v: v.get("dau_ky", 0) > 0)
    return row and scene.other(row.row_key, giam_khac=row.values["giam_khac"] + 0.5, tang_khac=row.values["tang_khac"] + 0.5)


def commune_moved_twice(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: "dau_ky" in v)
    unit = row and scene.registry.units.get(row.row_key, scene.day)
    if unit is None:
        return None
    added = FillRow("again", dict(row.values), {"ma_xa": unit.gso_code, "ten_xa": unit.full_name_vi})
    return Alteration(fill=scene.with_row_after(row.row_key, added), marked=(("again", "ten_xa"),))


def poverty_over_hundred(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and Alteration({(row.row_key, "tl_ho_ngheo"): 103.4})


def near_poor_not_counted(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["ho_can_ngheo"] > 0)
    return row and scene.other(row.row_key, ho_can_ngheo="chưa rà soát xong")


def unknown_minority_commune(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    if row is None:
        return None
    labels = {"ma_xa": "99902", "ten_xa": "Xã Nậm Pục Thượng Hạ"}
    fill = scene.with_row_after(row.row_key, FillRow("unknown", dict(row.values), labels))
    return Alteration(fill=fill, marked=(("unknown", "ten_xa"),))


def negative_support(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and scene.other(row.row_key, ht_nuoc=-4)


def minority_total_missing(scene: Scene) -> Alteration:
    return Alteration(fill=replace(scene.fill, totals=False))
