"""Ticks and words where a form asks for them: as provincial offices write them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from painting import Sheet
from sheet_parts import Findings, column_of, rows_of

from mtqg.templates import FormFill


def ticks_of_every_kind(sheet: Sheet, fill: FormFill) -> Findings:
    """Ticks of fonts, of another keyboard, of a box: all say that it is met; a cross in a box says nothing sure."""
    row = rows_of(sheet)[0]
    for place, typed in enumerate(("✔", "√", "+", "ü", True, "X ", "×", "Х"), 1):
        sheet.type((row, column_of(sheet, f"tieu_chi_0{place}")), typed)
    sheet.type((row, column_of(sheet, "tieu_chi_10")), False, number=Decimal(0))
    return [("R011", sheet.type((row, column_of(sheet, "tieu_chi_09")), "☒", number=None, status="rejected"))]


def words_of_origin_years(sheet: Sheet, fill: FormFill) -> Findings:
    """`Vốn năm 2024`, `2023 chuyển sang`; with two years nobody can tell."""
    rows = rows_of(sheet)
    lines = [row for row in rows if (row, column_of(sheet, "nam_von")) in sheet.cells]
    for row, words in zip(lines, ("Vốn năm {}", "{} chuyển sang", "năm {:,}"), strict=False):
        at = row, column_of(sheet, "nam_von")
        sheet.type(at, words.format(int(float(sheet.cells[at].typed))).replace(",", "."))
    at = lines[3], column_of(sheet, "nam_von")
    where = sheet.type(at, "2022, 2023")
    sheet.set_row(lines[3], number=None, status="quarantined", row_key=None)
    return [("R009", where)]


def words_in_merged_cells(sheet: Sheet, fill: FormFill) -> Findings:
    """One producer, one decision of three products: each in a cell merged over their rows."""
    rows = rows_of(sheet)[:3]
    for column_key in ("chu_the", "so_quyet_dinh", "ngay_quyet_dinh"):
        column = column_of(sheet, column_key)
        for row in rows[1:]:
            sheet.cells[row, column] = replace(sheet.cells[row, column], typed="")
        sheet.merges.append(((rows[0], column), (rows[2], column)))
    return []


def ditto_marks(sheet: Sheet, fill: FormFill) -> Findings:
    """`nt`, `-nt-`, `như trên` and `"` for the words of the row above: they are not copied, and said."""
    column, rows = column_of(sheet, "van_ban"), rows_of(sheet)
    return [("R070", sheet.type((row, column), words, number=None, status="quarantined"))
            for row, words in zip(rows[1:], ("nt", "- nt -", "như trên"), strict=False)]


def ticks_in_words(sheet: Sheet, fill: FormFill) -> Findings:
    """`Đạt chuẩn`, `KĐ`, `x (2021)` in the first row: what a cell says is no label of a column; a year alone is no tick."""
    rows = rows_of(sheet)
    for place, (typed, number) in enumerate((("Đ", 1), ("Đạt chuẩn", 1), ("KĐ", 0), ("Chưa đạt chuẩn", 0), ("Đạt (2018)", 1)), 1):
        sheet.type((rows[0], column_of(sheet, f"tieu_chi_0{place}")), typed, number=Decimal(number))
    column = column_of(sheet, "so_tieu_chi")
    sheet.type((rows[1], column), f"{int(sheet.cells[rows[1], column].typed)} TC")
    return [("R011", sheet.type((rows[0], column_of(sheet, "dat_chuan")), "2019", number=None, status="rejected"))]


#: Trait -> the reports it is done to.
TRAITS = {
    ticks_of_every_kind: ("ntm_01",),
    words_of_origin_years: ("von_01",),
    words_in_merged_cells: ("ocop_01",),
    ditto_marks: ("vm_01",),
    ticks_in_words: ("ntm_01",),
}
