"""Names of rows as provincial offices write them: each is read, or said clearly."""

from __future__ import annotations

from painting import Cell, Sheet
from sheet_parts import Findings, bottom_of, column_of, rows_of, without_codes

from mtqg.readers.cells import address
from mtqg.templates import FormFill


def names_without_codes(sheet: Sheet, fill: FormFill) -> Findings:
    """No code column, names in capitals and with two spaces."""
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if cell.column_key not in ("ma_xa", "ma")}
    label = next(at for at, cell in sheet.cells.items() if cell.typed in ("Mã xã", "Mã", "Mã chỉ tiêu"))
    sheet.merges = [(begin, end) for begin, end in sheet.merges if begin != label]
    del sheet.cells[label]
    sheet.cells = {
        at: Cell(str(cell.typed).upper().replace(" ", "  "), cell.row_key, cell.column_key)
        if cell.column_key in ("ten_xa",)
        else cell
        for at, cell in sheet.cells.items()
    }
    return []


def names_with_office_and_number(sheet: Sheet, fill: FormFill) -> Findings:
    """`1. UBND xã Hòa Bắc`, `- Xã Hòa Liên`, `X. Hòa Ninh`, in capitals, with two spaces, letters made of parts."""
    without_codes(sheet)
    column = column_of(sheet, "ten_xa")
    manners = ("1. UBND {}", "- {}", "{}\u00a0", "+ ủy ban nhân dân {}", "05/ {}")
    for place, row in enumerate(rows_of(sheet)):
        name = str(sheet.cells[row, column].typed).replace("òa", "oà" if place % 2 else "òa")
        sheet.type((row, column), manners[place % 5].format(name.upper() if place % 3 else name))
    return []


def names_with_their_district(sheet: Sheet, fill: FormFill) -> Findings:
    """`Xã Hòa Bắc, huyện Hòa Vang`, `Xã Hòa Liên (Hòa Vang)`."""
    without_codes(sheet)
    column, district = column_of(sheet, "ten_xa"), column_of(sheet, "ten_huyen")
    for place, row in enumerate(rows_of(sheet)):
        above = str(sheet.cells[row, district].typed)
        sheet.type((row, column), f"{sheet.cells[row, column].typed}" + (f", {above}", f" - {above}", f" ({above})")[place % 3])
    return []


def names_with_remarks(sheet: Sheet, fill: FormFill) -> Findings:
    """`Xã Hòa Bắc (miền núi)` is Hòa Bắc; `(cũ)` and `(một phần)` are not left out: that row is set aside."""
    without_codes(sheet)
    column, rows = column_of(sheet, "ten_xa"), rows_of(sheet)
    for row, remark in zip(rows, ("(miền núi)", "(ATK)", "(KV II)", "(xã ĐBKK)", "(cũ)"), strict=False):
        sheet.type((row, column), f"{sheet.cells[row, column].typed} {remark}")
    sheet.set_row(rows[4], number=None, status="quarantined", row_key=None)
    return [("R009", address(rows[4], column)), ("R013", None)]


def name_merged_over_two_rows(sheet: Sheet, fill: FormFill) -> Findings:
    """Number, code and name in cells merged over two rows, the figures in the lower one."""
    row, first = rows_of(sheet)[0], column_of(sheet, "so_ho")
    sheet.insert_row(row + 1, {})
    for column in [column for at, column in sheet.cells if at == row and column >= first]:
        sheet.cells[row + 1, column] = sheet.cells.pop((row, column))
    sheet.merges += [((row, column), (row + 1, column)) for column in range(first) if (row, column) in sheet.cells]
    return []


def names_with_letters_before(sheet: Sheet, fill: FormFill) -> Findings:
    """No codes; `a) `, `1.1. `, `- ` and `II. ` before the names of indicators."""
    codes = sheet.find("Mã chỉ tiêu")
    column, top = column_of(sheet, "chi_tieu"), codes[0]
    sheet.merges = [merge for merge in sheet.merges if merge[0] != codes]
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[1] != codes[1] or at[0] < top}
    for place, row in enumerate(rows_of(sheet)):
        manner = ("a) {}", "1.1. {}", "- {}", "II. {}", "2/ {}", "+ {}:")[place % 6]
        sheet.type((row, column), manner.format(sheet.cells[row, column].typed))
    return []


def old_name_after_the_reform(sheet: Sheet, fill: FormFill) -> Findings:
    """A commune of before 01/07/2025 in a report of 2026: its row is recorded against it, never given to another."""
    without_codes(sheet)
    row, column = rows_of(sheet)[0], column_of(sheet, "ten_xa")
    sheet.set_row(row, row_key="63-C-19981")
    return [("R067", sheet.type((row, column), "Xã Thủy Bằng")), ("R013", None)]


def code_contradicts_name(sheet: Sheet, fill: FormFill) -> Findings:
    """The code of one row beside the name of another."""
    rows = sorted({row for (row, _), cell in sheet.cells.items() if cell.status})[:2]
    labels = [
        next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key in ("ten_xa", "chi_tieu"))
        for row in rows
    ]
    sheet.type(labels[0], sheet.cells[labels[1]].typed)
    is_unit = sheet.cells[labels[0]].column_key == "ten_xa"
    sheet.set_row(rows[0], number=None, status="quarantined", row_key=None)
    return [("R018", address(*labels[0])), *([("R013", None)] if is_unit else [])]


def unknown_row(sheet: Sheet, fill: FormFill) -> Findings:
    """A row that no list knows: all of it is set aside; that a summary has an indicator of its own returns nothing."""
    at = next(at for at, cell in sorted(sheet.cells.items()) if cell.status)
    row = at[0]
    label = next(
        at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key in ("ten_xa", "noi_dung", "chi_tieu")
    )
    code = next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key in ("ma_xa", "ma"))
    sheet.type(label, "Không có trong danh mục")
    sheet.type(code, "99999")
    sheet.set_row(row, number=None, status="quarantined", row_key=None)
    missing: Findings = [("R013", None)] if label[1] < code[1] or sheet.cells[label].column_key == "ten_xa" else []
    is_unit = sheet.cells[label].column_key == "ten_xa"
    rule = "R069" if sheet.cells[label].column_key == "chi_tieu" else "R009"
    return [(rule, address(*(label if is_unit else code))), *(missing if is_unit else [])]


def duplicate_row(sheet: Sheet, fill: FormFill) -> Findings:
    """The first row once more, at the end: the later one is set aside."""
    first = min(row for (row, _), cell in sheet.cells.items() if cell.status)
    bottom = 1 + max(row for (row, _), cell in sheet.cells.items() if cell.status)
    copies = {
        column: Cell(cell.typed, cell.row_key, cell.column_key, None, "quarantined")
        for (row, column), cell in sheet.cells.items()
        if row == first
    }
    sheet.insert_row(bottom, copies)
    label = next(column for column, cell in copies.items() if cell.column_key in ("ten_xa", "noi_dung", "chi_tieu"))
    return [("R010", address(bottom, label))]


def missing_row(sheet: Sheet, fill: FormFill) -> Findings:
    """One commune is left out."""
    sheet.drop_row(min(row for (row, _), cell in sheet.cells.items() if cell.status))
    return [("R013", None)]


_ALL = ("ntm_01", "von_01", "th_01")
def indicators_of_its_own(sheet: Sheet, fill: FormFill) -> Findings:
    """Lines that no list of indicators has: set aside and said, and the other lines stand."""
    bottom, column, figure = bottom_of(sheet), column_of(sheet, "chi_tieu"), column_of(sheet, "thuc_hien")
    for place, name in enumerate(("Số km đường liên xã được nhựa hóa", "Số câu lạc bộ liên thế hệ")):
        sheet.insert_row(bottom + place, {column: Cell(name), figure: Cell(12.0 + place, status="quarantined")})
    return [("R069", address(bottom, column)), ("R069", address(bottom + 1, column))]


def codes_as_offices_type(sheet: Sheet, fill: FormFill) -> Findings:
    """`20.195`, `'20197`, `020198`: one code each."""
    column = column_of(sheet, "ten_xa") - 1
    for row, manner in zip(rows_of(sheet)[1:], ("{:,}", "'{}", "0{}", " {} "), strict=False):
        sheet.type((row, column), manner.format(int(sheet.cells[row, column].typed)).replace(",", "."))
    return []


#: Trait -> the reports it is done to.
TRAITS = {
    codes_as_offices_type: ("gn_02",),
    indicators_of_its_own: ("th_01",),
    names_without_codes: (*_ALL, "gn_02"),
    names_with_office_and_number: ("ntm_01",),
    names_with_their_district: ("gn_02",),
    names_with_remarks: ("ntm_01",),
    name_merged_over_two_rows: ("gn_02",),
    names_with_letters_before: ("th_01",),
    old_name_after_the_reform: ("gn_02_2026",),
    code_contradicts_name: ("ntm_01", "th_01", "gn_02"),
    unknown_row: (*_ALL, "gn_02"),
    duplicate_row: (*_ALL, "gn_02"),
    missing_row: ("ntm_01", "gn_02"),
}
