"""Defects of the commune results (NTM-01) and of the summary (TH-01). Each returns None where there is no place for it."""

from __future__ import annotations

from dataclasses import replace

from mtqg.sample.alterations import Alteration, Scene
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
    return Alteration(fill=fill, spot=row.row_key)


def advanced_without_standard(scene: Scene) -> Alteration | None:
    """The lower status is denied in so many words: left empty it would be understood."""
    status = "nang_cao" if "nang_cao" in scene.block.by_key else "hien_dai"
    row = scene.row(lambda v: not v["dat_chuan"])
    return row and Alteration({(row.row_key, status): "x"}, silent={(row.row_key, "dat_chuan"): "không"})


def standard_without_all_criteria(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: not v["dat_chuan"])
    return row and Alteration({(row.row_key, "dat_chuan"): "x"})


def criteria_miscounted(scene: Scene) -> Alteration | None:
    row = scene.row(lambda v: not v["dat_chuan"])
    return row and Alteration({(row.row_key, "so_tieu_chi"): row.values["so_tieu_chi"] - 2})


def more_villages_than_there_are(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and Alteration({(row.row_key, "thon_dc"): row.values["so_thon"] + 2})


def more_households_than_people(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and Alteration({(row.row_key, "so_ho"): row.values["dan_so_nt"] + 120})


def income_a_thousand_times(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and Alteration({(row.row_key, "thu_nhap"): round(row.values["thu_nhap"] * 1000)})


def communes_total_row(scene: Scene) -> Alteration:
    met = sum(row.values["thon_dc"] for row in scene.fill.rows)
    return Alteration({(scene.fill.admin_unit_code, "thon_dc"): met + 7})


def percent_over_hundred(scene: Scene) -> Alteration | None:
    row = _line(scene, "DT.DATO", "DT.DATSX")
    return row and Alteration({(row.row_key, "thuc_hien"): 101.35})


def summary_rate_contradicts_parts(scene: Scene) -> Alteration | None:
    row = _line(scene, "NTM.TL_XA_DC")
    if row is None:
        return None
    rate = row.values["thuc_hien"]
    return Alteration({(row.row_key, "thuc_hien"): round(rate + (1.7 if rate < 95 else -1.7), 2)})


def products_contradict_stars(scene: Scene) -> Alteration | None:
    row = _line(scene, "OCOP.SP")
    return row and Alteration({(row.row_key, "thuc_hien"): row.values["thuc_hien"] + 5})


def summary_contradicts_communes(scene: Scene) -> Alteration | None:
    """Two communes fewer than the province's own list counts; the share is computed from that figure."""
    met, rate, scope = (_line(scene, code) for code in ("NTM.XA_DC", "NTM.TL_XA_DC", "CT.XA"))
    if met is None or rate is None or met.values["thuc_hien"] < 3:
        return None
    count = met.values["thuc_hien"] - 2
    fill = scene.with_values({met.row_key: {"thuc_hien": count},
                              rate.row_key: {"thuc_hien": round(100 * count / scope.values["thuc_hien"], 2)}})
    return Alteration(fill=fill, marked=((met.row_key, "thuc_hien"),))


def text_for_count(scene: Scene) -> Alteration | None:
    row = _line(scene, "OCOP.SP5", "OCOP.SP4")
    return row and Alteration({(row.row_key, "thuc_hien"): "chưa thống kê"})


def summary_failed_formula(scene: Scene) -> Alteration | None:
    row = _line(scene, "GN.TL_HCN", "NTM.TL_XA_DC")
    return row and Alteration({(row.row_key, "thuc_hien"): "#REF!"})


def _line(scene: Scene, *indicators: str) -> FillRow | None:
    """The first of these indicators that the province reports as actual."""
    for code in indicators:
        for row in scene.fill.rows:
            if row.row_key.split(":")[0] == code and row.values.get("thuc_hien") is not None:
                return row
    return None
