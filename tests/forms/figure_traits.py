"""Figures, marks, days and words as provincial offices type them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from painting import Cell, Sheet
from sheet_parts import Findings, column_of, rows_of

from mtqg.templates import FormFill


def figures_as_offices_type(sheet: Sheet, fill: FormFill) -> Findings:
    """Spaces of every kind, `(hộ)` and asterisks behind, zeros before, groups by spaces."""
    column = column_of(sheet, "so_ho")
    manners = ("{} ", "\u00a0{}", "{}\n", "'{}", "\u200b{}", "{} hộ", "{} (hộ)", "{}*", "{} (**)", "0{}", "{}³", "{},0")
    for row, manner in zip(rows_of(sheet), manners, strict=False):
        sheet.type((row, column), manner.format(int(sheet.cells[row, column].typed)))
    for row in rows_of(sheet)[len(manners):]:
        sheet.type((row, column), f"{int(sheet.cells[row, column].typed):,}".replace(",", "\u00a0"))
    return []


def nothing_to_report(sheet: Sheet, fill: FormFill) -> Findings:
    """`không phát sinh`, `KPS` and dashes of every length are zero; `không có số liệu` is not understood."""
    column = column_of(sheet, "ho_ngheo")
    rows = rows_of(sheet)
    for row, typed in zip(rows, ("không phát sinh", "KPS", "---", " – ", "0 hộ"), strict=False):
        sheet.type((row, column), typed, number=Decimal(0))
    return [("R011", sheet.type((rows[5], column), "không có số liệu", number=None, status="rejected"))]


def a_day_in_a_figure(sheet: Sheet, fill: FormFill) -> Findings:
    """`3.5` became 3 May when it was typed."""
    at = rows_of(sheet)[0], column_of(sheet, "ho_ngheo")
    return [("R011", sheet.type(at, datetime(2024, 5, 3), number=None, status="rejected"))]


def rates_of_every_kind(sheet: Sheet, fill: FormFill) -> Findings:
    """One column of rates: 0.0352 shown as per cent, `3,52%`, `3,52`, 3.52."""
    column, rows = column_of(sheet, "ho_ngheo") + 1, rows_of(sheet)
    for row, typed in zip(rows, (0.0352, "3,52%", "3,52", 3.52, "3,52 %"), strict=False):
        key = sheet.cells[row, column - 1].row_key
        sheet.cells[row, column] = Cell(typed, key, "tl_ho_ngheo", Decimal("3.52"), "accepted", is_percent=typed == 0.0352)
    return []


def numbers_as_text(sheet: Sheet, fill: FormFill) -> Findings:
    """Every number stored as text, thousands with dots, decimals with commas."""
    for at, cell in sheet.cells.items():
        if cell.column_key and isinstance(cell.typed, float) and cell.status:
            text = f"{cell.typed:,.2f}" if not cell.typed.is_integer() else f"{cell.typed:,.0f}"
            sheet.cells[at] = Cell(
                text.translate(str.maketrans(",.", ".,")), cell.row_key, cell.column_key, cell.number, cell.status
            )
    return []


def text_in_a_number(sheet: Sheet, fill: FormFill) -> Findings:
    """Words where a number belongs."""
    at = next(at for at, cell in sheet.cells.items() if cell.status and cell.column_key in ("so_ho", "phan_bo", "thuc_hien"))
    return [("R011", sheet.type(at, "đang rà soát", number=None, status="rejected"))]


def failed_formula(sheet: Sheet, fill: FormFill) -> Findings:
    """A formula that failed."""
    at = next(at for at, cell in sheet.cells.items() if cell.status and cell.column_key in ("so_ho", "ty_le", "thuc_hien"))
    return [("R012", sheet.type(at, "#DIV/0!", number=None, status="rejected", is_error=True))]


def fraction(sheet: Sheet, fill: FormFill) -> Findings:
    """`42/85`: the communes that meet the standard, and the communes there are."""
    sheet.type(sheet.at("NTM.XA_DC:_T:2023-10", "thuc_hien"), "42/85", number=Decimal(42))
    return []


def fraction_without_denominator(sheet: Sheet, fill: FormFill) -> Findings:
    """A fraction in a row of which no rate says what it is counted among."""
    at = sheet.at("GN.HO_THOAT:_T:2022", "thuc_hien")
    return [("R011", sheet.type(at, "6.781/9.000", number=None, status="rejected"))]


def percent_format(sheet: Sheet, fill: FormFill) -> Findings:
    """0.0352 shown as 3,52 % by the cell's format."""
    sheet.type(sheet.at("GN.TL_HN:_T:2022", "thuc_hien"), 0.0352, number=Decimal("3.52"), is_percent=True)
    return []


def marks(sheet: Sheet, fill: FormFill) -> Findings:
    """`-` zero, `..` not available, `x` not applicable: accepted, and only the first is a number."""
    keys = [cell.row_key for cell in sheet.cells.values() if cell.status and cell.column_key in ("gn_lk", "thuc_hien")]
    column = "gn_lk" if "VON" in sheet.name else "thuc_hien"
    for key, typed, number in zip(keys, ("-", "..", "x"), (Decimal(0), None, None), strict=False):
        sheet.type(sheet.at(key, column), typed, number=number)
    return []


def period_that_nobody_reads(sheet: Sheet, fill: FormFill) -> Findings:
    """A row whose own period is no period."""
    where = sheet.at("GN.TL_HN:_T:2022", "ky_so_lieu")
    sheet.set_row(where[0], number=None, status="quarantined", row_key=None)
    return [("R006", sheet.type(where, "như trên"))]


_ALL = ("ntm_01", "von_01", "th_01")
def formulas_never_worked_out(sheet: Sheet, fill: FormFill) -> Findings:
    """`=1.180,5+20` was stored without its value: no number, and no evidence of a decimal mark."""
    column, rows = column_of(sheet, "so_ho"), rows_of(sheet)
    sheet.type((rows[1], column), "1.234")
    sheet.cells[rows[1], column] = replace(sheet.cells[rows[1], column], number=Decimal(1234))
    return [("R012", sheet.type((rows[0], column), "=1180.5+20", number=None, status="rejected"))]


#: Trait -> the reports it is done to.
TRAITS = {
    formulas_never_worked_out: ("gn_02",),
    figures_as_offices_type: ("gn_02",),
    nothing_to_report: ("gn_02",),
    a_day_in_a_figure: ("gn_02",),
    rates_of_every_kind: ("gn_02",),
    numbers_as_text: ("ntm_01", "von_01"),
    text_in_a_number: (*_ALL, "gn_02"),
    failed_formula: (*_ALL, "gn_02"),
    fraction: ("th_01",),
    fraction_without_denominator: ("th_01",),
    percent_format: ("th_01",),
    marks: ("von_01", "th_01"),
    period_that_nobody_reads: ("th_01",),
}
