"""Traits of real workbooks, each done to a report in which everything is right; returned are the findings it must bring."""

from __future__ import annotations

from decimal import Decimal

from painting import Cell, Sheet
from sheet_parts import Findings, header_of

from mtqg.readers.cells import address
from mtqg.templates import FormFill


def as_it_should_be(sheet: Sheet, fill: FormFill) -> Findings:
    """The form as it should be."""
    return []


def shifted_table(sheet: Sheet, fill: FormFill) -> Findings:
    """Three rows and two columns before everything; the agency's name stands there."""
    sheet.move(lambda row, column: (row + 3, column + 2))
    sheet.cells[0, 2] = Cell("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.cells[1, 2] = Cell("Độc lập - Tự do - Hạnh phúc")
    return []


def reordered_columns(sheet: Sheet, fill: FormFill) -> Findings:
    """The columns in reverse order, without merged cells."""
    width = 1 + max(column for _, column in sheet.cells)
    top = sheet.find("STT")[0]
    for begin, end in sheet.merges:  # group labels: one over each column
        if begin[0] >= top and begin[1] < end[1] and begin[0] < header_of(sheet)[-1]:
            sheet.cells |= {(begin[0], column): sheet.cells[begin] for column in range(begin[1], end[1] + 1)}
    sheet.merges = []
    sheet.move(lambda row, column: (row, width - 1 - column if row >= top else column))
    return []


def no_column_numbers(sheet: Sheet, fill: FormFill) -> Findings:
    """The row of column numbers is left out."""
    sheet.drop_row(header_of(sheet)[-1])
    return []


def words_of_header_over_rows(sheet: Sheet, fill: FormFill) -> Findings:
    """One header's words over several rows, as in budget tables."""
    row, column = sheet.find("Đã phân bổ")
    sheet.insert_row(row + 1, {column: Cell("phân bổ")})
    sheet.merges = []
    sheet.type((row, column), "Đã")
    return []


def unknown_column(sheet: Sheet, fill: FormFill) -> Findings:
    """A column that the form does not have: its figures are set aside."""
    header = header_of(sheet)
    width = 1 + max(column for _, column in sheet.cells)
    sheet.cells[header[0], width] = Cell("Đánh giá của tổ thẩm tra")
    for row in {row for (row, _), cell in sheet.cells.items() if cell.status}:
        sheet.cells[row, width] = Cell(3.0, status="quarantined")
    return [("R008", address(header[0], width))]


def missing_column(sheet: Sheet, fill: FormFill) -> Findings:
    """A required column was deleted."""
    column = next(column for (_, column), cell in sheet.cells.items() if cell.column_key in ("so_ho", "gn_lk", "thuc_hien"))
    rows = header_of(sheet)
    sheet.cells = {(r, c): cell for (r, c), cell in sheet.cells.items() if c != column or r < rows[0]}
    return [("R007", address(rows[-1], 0))] + ([("R002", None)] if fill.source_code == "62-VP" else [])


def hidden_row(sheet: Sheet, fill: FormFill) -> Findings:
    """A hidden row is read like any other, and said."""
    row = min(row for (row, _), cell in sheet.cells.items() if cell.status)
    sheet.hidden_rows.add(row)
    return [("R014", address(row, 0))]


def as_printed(sheet: Sheet, fill: FormFill) -> Findings:
    """Figures as the press prints them: per cent sign, leading zero, thousands dot, unit behind."""
    for key, typed, number in (
        ("NTM.THON_DC:_T:2023-10", "04 thôn", "4"),
        ("GN.TL_HN:_T:2022", "3,52%", "3.52"),
        ("GN.HO_THOAT:_T:2022", "6.781 hộ", "6781"),
        ("NTM.TNBQ:_T:2022", "41,7", "41.7"),
    ):
        sheet.type(sheet.at(key, "thuc_hien"), typed, number=Decimal(number))
    return []


_ALL = ("ntm_01", "von_01", "th_01")
_NEW = ("gn_02", "dt_01", "kh_01", "ocop_01", "vm_01")
#: Trait -> the reports it is done to.
TRAITS = {
    as_it_should_be: (*_ALL, *_NEW, "ntm_01_2026", "gn_01", "gn_02_2026", "dt_01_2026", "ocop_01_2026"),
    shifted_table: (*_ALL, *_NEW, "ntm_01_2026", "gn_01"),
    reordered_columns: (*_ALL, *_NEW, "ntm_01_2026"),
    no_column_numbers: (*_ALL, *_NEW),
    words_of_header_over_rows: ("von_01",),
    unknown_column: (*_ALL, "gn_02"),
    missing_column: (*_ALL, "gn_02"),
    hidden_row: (*_ALL, "gn_02"),
    as_printed: ("th_01",),
}
