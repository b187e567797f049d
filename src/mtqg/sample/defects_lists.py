"""Defects of lists, plans and budgets (OCOP-01, VM-01, KH-01, BTC-M09). Each returns None where the report offers no place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mtqg.sample.alterations import Alteration, Scene
from mtqg.templates import FillRow

#: QĐ 490/QĐ-TTg of 07/05/2018 began the programme.
_FIRST_CERTIFICATES = date(2018, 6, 1)


def six_stars(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and Alteration({(row.row_key, "so_sao"): "6 sao"})


def day_that_is_none(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and Alteration({(row.row_key, "ngay_quyet_dinh"): "31/02/2024"})


def product_listed_twice(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    if row is None:
        return None
    fill = scene.with_row_after(row.row_key, FillRow("again", dict(row.values)))
    return Alteration(fill=fill, marked=(("again", "ten_san_pham"),))


def expired_product(scene: Scene) -> Alteration | None:
    """A certificate of about five years ago that was never renewed still stands in the list."""
    row, granted = scene.choose(scene.fill.rows), max(date(scene.day.year - 5, 3, 1), _FIRST_CERTIFICATES)
    expired = granted.replace(year=granted.year + 3)
    return row and scene.other(row.row_key, ngay_het_han=expired, beside={"ngay_quyet_dinh": granted})


def unknown_component(scene: Scene) -> Alteration | None:
    """One row of several: its row is set aside, and the report must not be empty without it."""
    row = scene.choose(scene.fill.rows) if len(scene.fill.rows) > 1 else None
    return row and Alteration({(row.row_key, "du_an"): "DTTS-DA99"})


def state_nobody_knows(scene: Scene) -> Alteration | None:
    row = scene.choose(scene.fill.rows)
    return row and Alteration({(row.row_key, "tinh_trang"): "tạm để lại"})


def target_over_hundred(scene: Scene) -> Alteration | None:
    row = next((row for row in scene.fill.rows if row.row_key.startswith(("DT.DATO:", "GN.TL_HN:"))), None)
    return row and Alteration({(row.row_key, "ke_hoach"): 104.5})


def target_in_words(scene: Scene) -> Alteration | None:
    row = next((row for row in scene.fill.rows if row.row_key.startswith("OCOP.SP:")), None)
    return row and Alteration({(row.row_key, "ke_hoach"): "theo quyết định"})


def province_left_out(scene: Scene) -> Alteration | None:
    """The sums of its region and of the country are those of the provinces that stand there."""
    row = scene.choose(scene.fill.rows)
    fill = replace(scene.fill, rows=[each for each in scene.fill.rows if each is not row])
    return row and Alteration(fill=fill, spot=row.row_key)
