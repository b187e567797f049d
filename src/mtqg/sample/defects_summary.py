"""Defects of the summary (TH-01). Each returns None where the report offers no place for it."""

from __future__ import annotations

from mtqg.sample.alterations import Alteration, Scene
from mtqg.templates import FillRow
from mtqg.templates.fill import Value


def percent_over_hundred(scene: Scene) -> Alteration | None:
    return _typed(scene, ("DT.DATO", "DT.DATSX"), lambda share: 101.35)


def summary_rate_contradicts_parts(scene: Scene) -> Alteration | None:
    return _typed(scene, ("NTM.TL_XA_DC",), lambda rate: round(rate + (1.7 if rate < 95 else -1.7), 2))


def summary_rate_slightly_off(scene: Scene) -> Alteration | None:
    return _typed(scene, ("GN.TL_HCN", "GN.TL_HN"), lambda rate: round(rate + 0.08, 2))


def products_contradict_stars(scene: Scene) -> Alteration | None:
    return _typed(scene, ("OCOP.SP",), lambda count: count + 5)


def more_advanced_than_met(scene: Scene) -> Alteration | None:
    met = _line(scene, "NTM.XA_DC")
    return met and _typed(scene, ("NTM.XA_NC",), lambda count: met.values["thuc_hien"] + 4)


def poor_fall_miscounted(scene: Scene) -> Alteration | None:
    return _typed(scene, ("GN.HN_GIAM",), lambda count: count + 7)


def usable_capital_miscounted(scene: Scene) -> Alteration | None:
    """Too little to move the rate."""
    return _typed(scene, ("FN.TONG_KH",), lambda amount: amount + 40)


def half_a_village(scene: Scene) -> Alteration | None:
    return _typed(scene, ("NTM.THON_KM",), lambda count: count + 0.5)


def text_for_count(scene: Scene) -> Alteration | None:
    return _typed(scene, ("OCOP.SP5", "OCOP.SP4"), lambda count: "chưa thống kê")


def summary_failed_formula(scene: Scene) -> Alteration | None:
    return _typed(scene, ("GN.TL_HCN", "NTM.TL_XA_DC"), lambda rate: "#REF!")


def summary_contradicts_communes(scene: Scene) -> Alteration | None:
    """Two communes fewer than the province's own list counts; the share is computed from that figure."""
    scope = _line(scene, "CT.XA")
    return scope and _with_rate(scene, "NTM-01", ("NTM.XA_DC", "NTM.TL_XA_DC"), lambda met: met - 2, scope.values["thuc_hien"])


def summary_contradicts_capital(scene: Scene) -> Alteration | None:
    """Less disbursed than the province's own capital report says; the rate is computed from that figure."""
    usable = _line(scene, "FN.TONG_KH")
    return usable and _with_rate(
        scene, "VON-01", ("FN.GN_LK", "FN.TL_GN_TONG"), lambda spent: spent * 94 // 100, usable.values["thuc_hien"])


def _with_rate(scene: Scene, other_form: str, part_and_rate: tuple[str, str], change, whole: int) -> Alteration | None:
    counted, share = (_line(scene, code) for code in part_and_rate)
    if counted is None or share is None or counted.values["thuc_hien"] < 3:
        return None
    value = change(counted.values["thuc_hien"])
    fill = scene.with_values({counted.row_key: {"thuc_hien": value}, share.row_key: {"thuc_hien": round(100 * value / whole, 2)}})
    return Alteration(fill=fill, marked=((counted.row_key, "thuc_hien"),), against=(other_form,))


def _typed(scene: Scene, indicators: tuple[str, ...], change) -> Alteration | None:
    """Another figure typed over the actual one of the first of these indicators that the province reports."""
    row = _line(scene, *indicators)
    value: Value = change(row.values["thuc_hien"]) if row else None
    return row and Alteration({(row.row_key, "thuc_hien"): value})


def _line(scene: Scene, *indicators: str) -> FillRow | None:
    """The first of these indicators that the province reports as actual."""
    for code in indicators:
        for row in scene.fill.rows:
            if row.row_key.split(":")[0] == code and row.values.get("thuc_hien") is not None:
                return row
    return None
