"""Defects of the commune results (NTM-01). Each returns None where the report offers no place for it."""

from __future__ import annotations

from dataclasses import replace

from mtqg.sample.alterations import Alteration, Scene
from mtqg.sample.communes import TEN_CRITERIA_FROM
from mtqg.templates import FillRow

#: Names that no commune of the country bears.
_STRANGE_NAMES = ("Xã Tân Phú Lạc Hạ", "Xã Đông Thạch Lập", "Xã Bình Khê Trung Đông")


def unknown_commune(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    if row is None:
        return None
    labels = {"ma_xa": "99901", "ten_xa": scene.choose(_STRANGE_NAMES)}
    fill = scene.with_row_after(row.row_key, FillRow("unknown", dict(row.values), labels))
    return Alteration(fill=fill, marked=(("unknown", "ten_xa"),))


def duplicate_commune(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    unit = row and scene.registry.units.get(row.row_key, scene.day)
    if unit is None:
        return None
    added = FillRow("again", dict(row.values), {"ma_xa": unit.gso_code, "ten_xa": unit.full_name_vi})
    return Alteration(fill=scene.with_row_after(row.row_key, added), marked=(("again", "ten_xa"),))


def missing_commune(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: not v["dat_chuan"])
    if row is None:
        return None
    fill = replace(scene.fill, rows=[each for each in scene.fill.rows if each is not row])
    return Alteration(fill=fill, spot=row.row_key, follows=(("TH-01", "CT.XA", "TH-01-R021"),))


def advanced_without_standard(scene: Scene) -> Alteration | None:
    return _denied(scene, "nang_cao", "dat_chuan", lambda v: not v["dat_chuan"])


def modern_without_standard(scene: Scene) -> Alteration | None:
    return _denied(scene, "hien_dai", "dat_chuan", lambda v: not v["dat_chuan"])


def model_without_advanced(scene: Scene) -> Alteration | None:
    return _denied(scene, "kieu_mau", "nang_cao", lambda v: v["dat_chuan"] and not v["nang_cao"])


def _denied(scene: Scene, status: str, below: str, condition) -> Alteration | None:
    """A status is ticked and the one below it denied in so many words: left empty it would be understood."""
    row = scene.row(condition) if status in scene.block.by_key else None
    return row and scene.other(row.row_key, **{status: "x"}, beside={below: "không"})


def standard_without_all_criteria(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: not v["dat_chuan"]) if scene.day < TEN_CRITERIA_FROM else None
    return row and scene.other(row.row_key, dat_chuan="x")


def standard_without_new_criteria(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: not v["dat_chuan"]) if scene.day >= TEN_CRITERIA_FROM else None
    if row is None:
        return None
    return replace(scene.other(row.row_key, dat_chuan="x"), follows=(("TH-01", "NTM.XA_DC", "TH-01-R020"),))


def criteria_over_the_set(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: v["dat_chuan"])
    return row and scene.other(row.row_key, so_tieu_chi=row.values["so_tieu_chi"] + 1)


def income_unusual(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and scene.other(row.row_key, thu_nhap=round(row.values["thu_nhap"] + 300, 1))


def people_with_a_digit_too_many(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and scene.other(row.row_key, dan_so_nt=row.values["dan_so_nt"] * 10)


def income_left_empty(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and scene.other(row.row_key, thu_nhap=None)


def criteria_miscounted(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: not v["dat_chuan"])
    return row and scene.other(row.row_key, so_tieu_chi=row.values["so_tieu_chi"] - 2)


def more_villages_than_there_are(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and scene.other(row.row_key, thon_dc=row.values["so_thon"] + 2)


def more_households_than_people(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and scene.other(row.row_key, so_ho=row.values["dan_so_nt"] + 120)


def income_a_thousand_times(scene: Scene) -> Alteration | None:
    """In a commune so small that the income of the province stays possible."""
    people = sum(row.values["dan_so_nt"] for row in scene.fill.rows)
    row = scene.row(lambda v: v["thu_nhap"] * 1000 * v["dan_so_nt"] < 600 * people)
    return row and scene.other(row.row_key, thu_nhap=round(row.values["thu_nhap"] * 1000))


def communes_total_row(scene: Scene) -> Alteration:
    met = sum(row.values["thon_dc"] for row in scene.fill.rows)
    return Alteration({(scene.fill.admin_unit_code, "thon_dc"): met + 7})


def total_row_missing(scene: Scene) -> Alteration:
    return Alteration(fill=replace(scene.fill, totals=False))
