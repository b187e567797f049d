"""Cases of single forms: several blocks, several sheets, lists, and the Ministry of Finance's layouts with their traits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import drift_cases
from mof_layouts import mof_sheet
from painting import Cell, Sheet, sheet_of

from mtqg.readers.cells import address
from mtqg.registry import Registry

Case = tuple[str, str, Callable, list[Sheet], list[tuple]]


def cases(registry: Registry, plain_report: Callable) -> Iterator[Case]:
    """(folder, form, the case with its trait, sheets, findings)."""
    for case in (one_header_for_both, persons_on_their_own_sheet, households_only, approximately):
        yield f"gn_01/{case.__name__}", "GN-01", case, *_changed(registry, plain_report, "gn_01", "GN-01", case)
    for case in (not_a_day, product_twice, no_such_star, line_without_a_name):
        yield f"ocop_01/{case.__name__}", "OCOP-01", case, *_changed(registry, plain_report, "ocop_01", "OCOP-01", case)
    for case in (no_such_component, component_by_name):
        yield f"vm_01/{case.__name__}", "VM-01", case, *_changed(registry, plain_report, "vm_01", "VM-01", case)
    for case in (rows_over_two_sheets, same_table_twice, a_sheet_of_another_period, a_blank_template_beside):
        yield f"gn_02/{case.__name__}", "GN-02", case, *_changed(registry, plain_report, "gn_02", "GN-02", case)
    sheets = [sheet_of(registry, form, *plain_report(form.lower().replace("-", "_"))) for form in ("DT-01", "GN-02")]
    yield "gn_02/another_form_beside", "GN-02", another_form_beside, sheets, another_form_beside(sheets)
    for case in (layout_2003, layout_2008, layout_2012, layout_2016, unknown_layout, final_account, province_left_out,
                 *drift_cases.CASES):
        yield f"btc_m09/{case.__name__}", "BTC-M09", case, *case(registry)


def _changed(registry: Registry, plain_report: Callable, name: str, form: str, case: Callable) -> tuple[list[Sheet], list]:
    fill, numbers = plain_report(name)
    sheets = [sheet_of(registry, form, fill, numbers)]
    findings = case(sheets)
    return sheets, findings


def _rows_of(sheet: Sheet, column_key: str) -> list[int]:
    return sorted({row for (row, _), cell in sheet.cells.items() if cell.status and cell.column_key == column_key})


def a_blank_template_beside(sheets: list[Sheet]) -> list[tuple]:
    """The template, still blank but for its names and a total of zero, on a sheet of its own: nothing stands there twice."""
    sheet = sheets[0]
    total = sheet.find("TỔNG SỐ")[0]
    blank = {at: Cell(0.0) if at[0] == total and isinstance(cell.typed, float) else Cell(cell.typed)
             for at, cell in sheet.cells.items() if not cell.status}
    sheets.append(Sheet("Mẫu", blank, list(sheet.merges)))
    return []


def another_form_beside(sheets: list[Sheet]) -> list[tuple]:
    """The form of the folder stands behind another one: it is read, and the other one is said by its name."""
    other = sheets[0]
    other.cells = {at: replace(cell, row_key=None, number=None, status=cell.status and "quarantined")
                   for at, cell in other.cells.items()}
    return [("COMMON-R068", other.name, address(*other.find("Biểu số")))]


def one_header_for_both(sheets: list[Sheet]) -> list[tuple]:
    """One header; `I. Tính theo hộ` and `II. Tính theo nhân khẩu` divide the rows below it."""
    sheet = sheets[0]
    second = sheet.find("II. TÍNH")[0]
    first_of_second = _rows_of(sheet, "nk_dau_ky")[0] - 1       # its total
    for _ in range(first_of_second - second - 1):
        sheet.drop_row(second + 1)
    top = sheet.find("I. TÍNH")
    caption = sheet.cells.pop(top)
    sheet.insert_row(_rows_of(sheet, "dau_ky")[0] - 1, {0: caption})
    return []


def persons_on_their_own_sheet(sheets: list[Sheet]) -> list[tuple]:
    """The second block on a sheet of its own."""
    sheet = sheets[0]
    second = sheet.find("II. TÍNH")[0]
    below = {(row - second, column): cell for (row, column), cell in sheet.cells.items() if row >= second}
    sheets.append(Sheet("Khẩu", below))
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[0] < second}
    sheet.merges = [merge for merge in sheet.merges if merge[0][0] < second]
    return []


def households_only(sheets: list[Sheet]) -> list[tuple]:
    """The block of persons is left out."""
    sheet = sheets[0]
    second = sheet.find("II. TÍNH")[0]
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[0] < second}
    sheet.merges = [merge for merge in sheet.merges if merge[0][0] < second]
    return [("COMMON-R007", sheet.name, None)]


def approximately(sheets: list[Sheet]) -> list[tuple]:
    """`khoảng 1.234 hộ`, `trên 900`: the numbers, and that they are not exact."""
    sheet, found = sheets[0], []
    for row, typed, number in zip(_rows_of(sheet, "dau_ky"), ("khoảng 1.234 hộ", "trên 900"), (1234, 900), strict=False):
        at = next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key == "dau_ky")
        found.append(("COMMON-R053", sheet.name, sheet.type(at, typed, number=Decimal(number))))
    return found


def _first(sheet: Sheet, column_key: str) -> tuple[int, int]:
    return next(at for at, cell in sorted(sheet.cells.items()) if cell.status and cell.column_key == column_key)


def not_a_day(sheets: list[Sheet]) -> list[tuple]:
    """A year where a day belongs."""
    at = _first(sheets[0], "ngay_quyet_dinh")
    return [("COMMON-R054", sheets[0].name, sheets[0].type(at, "năm 2023", status="rejected"))]


def product_twice(sheets: list[Sheet]) -> list[tuple]:
    """The first product once more: the later line is set aside."""
    sheet = sheets[0]
    first, bottom = _first(sheet, "ten_san_pham"), _rows_of(sheet, "ten_san_pham")[-1] + 1
    line = {c: replace(cell, number=None, status="quarantined") for (r, c), cell in sheet.cells.items() if r == first[0]}
    sheet.insert_row(bottom, line)
    return [("COMMON-R010", sheet.name, address(bottom, first[1]))]


def no_such_star(sheets: list[Sheet]) -> list[tuple]:
    """Two stars are not given."""
    at = _first(sheets[0], "so_sao")
    return [("COMMON-R011", sheets[0].name, sheets[0].type(at, "2 sao", number=None, status="rejected"))]


def line_without_a_name(sheets: list[Sheet]) -> list[tuple]:
    """A line that names neither product nor producer."""
    sheet = sheets[0]
    row = _first(sheet, "ten_san_pham")[0]
    for column_key in ("ten_san_pham", "chu_the"):
        del sheet.cells[next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key == column_key)]
    sheet.set_row(row, number=None, status="quarantined", row_key=None)
    return [("COMMON-R009", sheet.name, address(row, 0))]


def no_such_component(sheets: list[Sheet]) -> list[tuple]:
    """An obstacle of a project that no programme has."""
    sheet = sheets[0]
    row = _first(sheet, "noi_dung")[0]
    at = next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key == "du_an")
    where = sheet.type(at, "Dự án 99")
    sheet.set_row(row, number=None, status="quarantined", row_key=None)
    return [("COMMON-R009", sheet.name, where)]


def component_by_name(sheets: list[Sheet]) -> list[tuple]:
    """The programme by its name instead of its code."""
    sheet = sheets[0]
    row = _first(sheet, "noi_dung")[0]
    at = next(at for at, cell in sheet.cells.items() if at[0] == row and cell.column_key == "du_an")
    sheet.type(at, "ntm")
    return []


def rows_over_two_sheets(sheets: list[Sheet]) -> list[tuple]:
    """The later communes on a second sheet of the same layout."""
    sheet = sheets[0]
    rows = _rows_of(sheet, "so_ho")
    header = range(sheet.find("STT")[0], rows[0] - 1)
    half = rows[len(rows) // 2:]
    moved = {at: cell for at, cell in sheet.cells.items() if at[0] in half or at[0] in header}
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[0] not in half}
    sheets.append(Sheet("GN-02 (2)", moved, [merge for merge in sheet.merges if merge[0][0] in header]))
    return [("COMMON-R015", "GN-02 (2)", None)]


def same_table_twice(sheets: list[Sheet]) -> list[tuple]:
    """The table on two sheets: it counts once."""
    sheet = sheets[0]
    sheets.append(Sheet("Bản in", {at: replace(cell, status="ignored", row_key=None) for at, cell in sheet.cells.items()}))
    return [("COMMON-R050", "Bản in", None)]


def a_sheet_of_another_period(sheets: list[Sheet]) -> list[tuple]:
    """Last year's table on a second sheet: it is not this report's."""
    sheet = sheets[0]
    copy = Sheet("Năm 2023", {at: replace(cell, status="quarantined" if cell.status else None, row_key=None)
                              for at, cell in sheet.cells.items()})
    copy.type(copy.find("Kỳ báo cáo"), "Kỳ báo cáo: Năm 2023")
    sheets.append(copy)
    return [("COMMON-R064", "Năm 2023", None)]


def layout_2003(registry: Registry) -> tuple[list[Sheet], list[tuple]]:
    """2003: header words over six rows, a hidden total row that failed, counts without a name; the same on a second sheet."""
    sheet = mof_sheet(registry, 2003)
    total = next(row for (row, column), cell in sheet.cells.items() if cell.typed == "TỔNG SỐ" and column == 1)
    found = []
    for column in (2, 4, 5, 6):
        found.append(("COMMON-R052", sheet.name, sheet.type((total, column), "#REF!", is_error=True)))
    sheet.hidden_rows.add(total)
    bottom = 6 + max(row for row, _ in sheet.cells)
    sheet.cells[bottom, 2] = Cell(61.0, status="quarantined")
    copy = Sheet("M09 (2)", {at: replace(cell, status="ignored", row_key=None) for at, cell in sheet.cells.items()})
    found += [("COMMON-R051", sheet.name, address(bottom, 1)), ("COMMON-R014", sheet.name, address(total, 0))]
    return [sheet, copy], [*found, ("COMMON-R050", "M09 (2)", None)]


def layout_2008(registry: Registry) -> tuple[list[Sheet], list[tuple]]:
    """2008: two languages, a region's name over two rows, a mark of a footnote in the total and its figure two rows below."""
    sheet = mof_sheet(registry, 2008)
    total = next(at for at, cell in sheet.cells.items() if cell.typed == "TỔNG SỐ")
    sheet.type(total, "Tổng Số -\xa0Total")
    sheet.type((total[0], 6), "\xa0\xa0(1)", status="ignored")
    sheet.insert_row(total[0] + 1, {})
    sheet.insert_row(total[0] + 2, {6: Cell(42489480.0)})
    sheet.merges += [((total[0], column), (total[0] + 2, column)) for column in (total[1], 2, 4, 5)]
    region = sheet.find("BẮC T.BỘ")
    sheet.type(region, "Bắc Trung Bộ Và")
    sheet.insert_row(region[0] + 1, {1: Cell("Duyên Hải Miền Trung")})
    unit = sheet.find("Đơn vị: ")
    sheet.type(unit, "Triệu đồng - In millions of dong")
    bottom = 2 + max(row for row, _ in sheet.cells)
    sheet.cells[bottom, 0] = Cell("Ghi chú:\xa0(1) đã bao gồm bổ sung cho NSĐP để thực hiện điều chỉnh tiền lương")
    return [sheet], []


def layout_2012(registry: Registry) -> tuple[list[Sheet], list[tuple]]:
    """2012: a header again over an empty column, a line about another year, other tables of the publication on other sheets."""
    sheet = mof_sheet(registry, 2012)
    sheet.cells[4, 0] = Cell("SỐ BỔ SUNG CÂN ĐỐI TỪ NGÂN SÁCH TRUNG ƯƠNG CHO NGÂN SÁCH ĐỊA PHƯƠNG NĂM 2007")
    other = Sheet("M01", {(0, 0): Cell("STT"), (0, 1): Cell("Chỉ tiêu"), (0, 2): Cell("Dự toán"),
                          (1, 1): Cell("Thu nội địa"), (1, 2): Cell(494600.0, status="ignored")})
    return [other, sheet], []


def layout_2016(registry: Registry) -> tuple[list[Sheet], list[tuple]]:
    """2016: numbers of columns over labels too, notes below, zeros that formulas left behind, an empty balancing transfer."""
    sheet = mof_sheet(registry, 2016)
    at = _first(sheet, "bs_candoi")
    del sheet.cells[at]
    bottom = 1 + max(row for row, _ in sheet.cells)
    sheet.cells |= {(bottom, 7): Cell(0.0, status="ignored"), (bottom + 1, 7): Cell(0.0, status="ignored"),
                    (bottom + 2, 1): Cell("Ghi chú: "), (bottom + 3, 0): Cell("(1) Thu NSNN đã bao gồm thu từ hoạt động XNK;")}
    return [sheet], []


def unknown_layout(registry: Registry) -> tuple[list[Sheet], list[tuple]]:
    """A column more than any year has: no guess, everything is set aside."""
    sheet = mof_sheet(registry, 2008)
    sheet.type(sheet.find("Thực hiện CTMTQG"), "Bổ sung khác")
    sheet.cells = {at: Cell(cell.typed, status="quarantined") for at, cell in sheet.cells.items()}
    return [sheet], [("COMMON-R003", sheet.name, "A8")]


def final_account(registry: Registry) -> tuple[list[Sheet], list[tuple]]:
    """Final accounts are no plan: nothing of them is read as one."""
    sheet = mof_sheet(registry, 2012, title="QUYẾT TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM")
    sheet.cells = {at: Cell(cell.typed, status="quarantined") for at, cell in sheet.cells.items()}
    return [sheet], [("COMMON-R062", sheet.name, "A3")]


def province_left_out(registry: Registry) -> tuple[list[Sheet], list[tuple]]:
    """Hà Tây, a province until 31/07/2008, is missing in the plan of 2008."""
    sheet = mof_sheet(registry, 2008)
    sheet.drop_row(sheet.find("HÀ TÂY")[0])
    return [sheet], [("COMMON-R013", sheet.name, None)]
