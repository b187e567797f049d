"""Traits of workbooks made to be printed: headers on every page, notes behind names, merged figures, units under the labels."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from painting import Cell, Sheet
from sheet_parts import Findings, column_of, header_of, rows_of

from mtqg.readers.cells import address
from mtqg.templates import FormFill


def header_on_every_page(sheet: Sheet, fill: FormFill) -> Findings:
    """The header stands again in the middle of the table, as on the second page of a print."""
    lines = [{column: Cell(cell.typed) for (row, column), cell in sheet.cells.items() if row == one} for one in header_of(sheet)]
    middle = rows_of(sheet)[len(rows_of(sheet)) // 2]
    for line in reversed(lines):
        sheet.insert_row(middle, line)
    return []


def marks_behind_names(sheet: Sheet, fill: FormFill) -> Findings:
    """`Xã Hòa Bắc (*)`, `Xã Hòa Châu (1)`: the marks point to notes below, the names are what they are."""
    column = column_of(sheet, "ten_xa")
    for row, mark in zip(rows_of(sheet), (" (*)", " (1)", "*", "²"), strict=False):
        sheet.type((row, column), f"{sheet.cells[row, column].typed}{mark}")
    bottom = 1 + max(row for row, _ in sheet.cells)
    sheet.cells[bottom, column] = Cell("(*) Xã an toàn khu; (1) xã mới sáp nhập.")
    return []


def figure_merged_over_rows(sheet: Sheet, fill: FormFill) -> Findings:
    """One figure in a cell merged over three communes."""
    column, rows = column_of(sheet, "so_ho"), rows_of(sheet)[:3]
    for row in rows[1:]:
        del sheet.cells[row, column]
    sheet.merges.append(((rows[0], column), (rows[2], column)))
    return [("R063", sheet.type((rows[0], column), sheet.cells[rows[0], column].typed, number=None, status="quarantined"))]


def units_under_labels(sheet: Sheet, fill: FormFill) -> Findings:
    """A row of measure units under the labels: tỷ đồng in two columns, triệu đồng everywhere else."""
    keys = {column: cell.column_key for (_, column), cell in sheet.cells.items() if cell.row_key and cell.column_key}
    line = {column: Cell("(tỷ đồng)" if key in ("kh_giao", "phan_bo") else "(%)") for column, key in keys.items()
            if key in ("kh_giao", "phan_bo", "ty_le")}
    sheet.insert_row(header_of(sheet)[-1], line)
    return []


def two_units_above(sheet: Sheet, fill: FormFill) -> Findings:
    """`Đơn vị tính: Tỷ đồng` was left above `Đơn vị tính: Triệu đồng`: amounts are set aside."""
    row, _ = sheet.find("Đơn vị tính")
    sheet.cells[row - 1, 0] = Cell("Đơn vị tính: Tỷ đồng")
    for at, cell in list(sheet.cells.items()):
        if cell.status and cell.column_key != "ty_le":
            sheet.cells[at] = replace(cell, status="quarantined")
    return [("R061", address(row - 1, 0))]


def letterhead_only(sheet: Sheet, fill: FormFill) -> Findings:
    """No line `Đơn vị báo cáo`: the sender's letterhead names the city."""
    del sheet.cells[sheet.find("Đơn vị báo cáo")]
    sheet.cells[0, 0] = Cell("UBND THÀNH PHỐ ĐÀ NẴNG")
    return []


def apostrophes_before_numbers(sheet: Sheet, fill: FormFill) -> Findings:
    """`'1.234`: the apostrophe that keeps a number as text became part of it; a total called `CỘNG TOÀN TỈNH`."""
    column = column_of(sheet, "so_ho")
    for place, row in enumerate(rows_of(sheet)[:4]):
        number = 1234 + place
        sheet.type((row, column), f"'{number:,}".replace(",", "."), number=Decimal(number))
    sheet.type(sheet.find("TỔNG SỐ"), "CỘNG TOÀN TỈNH")
    return []


def scratch_below(sheet: Sheet, fill: FormFill) -> Findings:
    """Somebody's sums below the table and beside it: set aside, and said."""
    rows, column = rows_of(sheet), column_of(sheet, "so_ho")
    bottom = 4 + max(row for row, _ in sheet.cells)
    sheet.cells[bottom, column] = Cell(12345.0, status="quarantined")
    label = column_of(sheet, "ten_xa")
    beside = 3 + max(column for _, column in sheet.cells)
    sheet.cells[rows[2], beside] = Cell(99.0, status="quarantined")
    return [("R051", address(bottom, label)), ("R008", address(rows[2], beside))]


def names_over_two_rows(sheet: Sheet, fill: FormFill) -> Findings:
    """`Phường Hòa Khánh` above `Bắc`: figures beside the last words in one row, beside the first words in another."""
    column, rows = column_of(sheet, "ten_xa"), rows_of(sheet)
    codes = {column for (_, column), cell in sheet.cells.items() if cell.column_key == "ma_xa" or cell.typed == "Mã xã"}
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[1] not in codes or at[0] not in (*header_of(sheet), *rows)}
    sheet.merges = [merge for merge in sheet.merges if merge[0][1] not in codes or merge[0][0] not in header_of(sheet)]
    for row, is_above in ((rows[3], False), (rows[0], True)):
        first, last = str(sheet.cells[row, column].typed).rsplit(" ", 1)
        sheet.type((row, column), last if is_above else first)
        sheet.insert_row(row + (not is_above), {column: Cell(first if is_above else last)})
    return []


def totals_only(sheet: Sheet, fill: FormFill) -> Findings:
    """The total is filled in and nothing else: a blank form."""
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if not cell.status}
    return [("R002", None)]


#: Trait -> the reports it is done to.
TRAITS = {
    header_on_every_page: ("ntm_01", "von_01", "th_01", "gn_02", "ocop_01", "vm_01"),
    marks_behind_names: ("ntm_01", "gn_02"),
    figure_merged_over_rows: ("gn_02",),
    units_under_labels: ("von_01",),
    two_units_above: ("von_01",),
    letterhead_only: ("ntm_01",),
    apostrophes_before_numbers: ("gn_02",),
    scratch_below: ("gn_02",),
    names_over_two_rows: ("gn_02",),
    totals_only: ("gn_02", "von_01"),
}
