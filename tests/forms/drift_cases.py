"""Other years of the Ministry of Finance's table as they may come: what drifts between the layouts that are known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from mof_layouts import HEADERS, mof_sheet
from painting import Cell, Sheet

from mtqg.readers.cells import address
from mtqg.registry import Registry

Case = tuple[list[Sheet], list[tuple]]
_TOP = 7                    # first row of the header


def _of_year(registry: Registry, year: int, said: int) -> Sheet:
    sheet = mof_sheet(registry, year)
    title = sheet.find("DỰ TOÁN")
    sheet.type(title, str(sheet.cells[title].typed).replace(str(year), str(said)))
    return sheet


def _header(year: int) -> range:
    return range(_TOP, _TOP + len(HEADERS[year][0]) + 1)


def _rows(sheet: Sheet) -> list[int]:
    return sorted({row for (row, _), cell in sheet.cells.items() if cell.status})


def _set_aside(sheet: Sheet, status: str = "quarantined") -> None:
    sheet.cells = {at: Cell(cell.typed, status=status) for at, cell in sheet.cells.items()}


def two_units_above_2014(registry: Registry) -> Case:
    """Tỷ đồng at the top, triệu đồng above the table: amounts are set aside, shares are not."""
    sheet = _of_year(registry, 2016, 2014)
    sheet.cells[1, 6] = Cell("Đơn vị: Tỷ đồng")
    sheet.cells = {at: replace(cell, status="quarantined") if cell.status and cell.column_key != "ty_le" else cell
                   for at, cell in sheet.cells.items()}
    return [sheet], [("COMMON-R061", sheet.name, "G2")]


def title_over_two_rows_2014(registry: Registry) -> Case:
    """The title goes on in the next row, and a decision of the year before stands below."""
    sheet = _of_year(registry, 2016, 2014)
    sheet.type((2, 0), "DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH,")
    sheet.insert_row(3, {0: Cell("THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG NĂM 2014")})
    sheet.insert_row(4, {0: Cell("(Kèm theo Quyết định số 2986/QĐ-BTC ngày 04/12/2013 của Bộ trưởng Bộ Tài chính)")})
    return [sheet], []


def title_without_a_year_2014(registry: Registry) -> Case:
    """The year stands only in a decision's words: nobody can tell, everything is set aside."""
    sheet = _of_year(registry, 2016, 2014)
    sheet.type((2, 0), "DỰ TOÁN THU, CHI NGÂN SÁCH CỦA CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TRUNG ƯƠNG")
    sheet.cells[3, 0] = Cell("(Kèm theo Quyết định số 2986/QĐ-BTC công bố dự toán năm 2014)")
    _set_aside(sheet)
    return [sheet], [("COMMON-R006", sheet.name, "A3")]


def header_on_every_page_2010(registry: Registry) -> Case:
    """Printed by pages: the whole header again in the middle, the column numbers alone further down; no Hà Tây any more."""
    sheet = _of_year(registry, 2008, 2010)
    sheet.drop_row(sheet.find("HÀ TÂY")[0])
    header = [{column: Cell(cell.typed) for (row, column), cell in sheet.cells.items() if row == one} for one in _header(2008)]
    rows = _rows(sheet)
    sheet.insert_row(rows[45], header[-1])
    for line in reversed(header):
        sheet.insert_row(rows[20], line)
    return [sheet], []


def marks_behind_names_2014(registry: Registry) -> Case:
    """`HÀ NỘI (*)`, `TP HỒ CHÍ MINH (1)`, lettered regions, the country's total below as `CỘNG`."""
    sheet = _of_year(registry, 2016, 2014)
    for name, typed in (("HÀ NỘI", "HÀ NỘI (*)"), ("HỒ CHÍ MINH", "TP HỒ CHÍ MINH (1)"), ("BẮC NINH", "BẮC NINH ²")):
        sheet.type(sheet.find(name), typed)
    for letter, numeral in zip("ABCDEF", ("I", "II", "III", "IV", "V", "VI"), strict=True):
        at = next(at for at, cell in sheet.cells.items() if cell.typed == numeral and at[1] == 0)
        sheet.type(at, letter)
    total = sheet.find("TỔNG SỐ")[0] if sheet.find("TỔNG SỐ")[0] > _header(2016)[-1] else _header(2016)[-1] + 1
    line = {column: cell for (row, column), cell in sheet.cells.items() if row == total}
    sheet.drop_row(total)
    bottom = 1 + max(row for row, _ in sheet.cells)
    sheet.cells |= {(bottom, column): cell for column, cell in line.items()}
    sheet.type((bottom, 1), "CỘNG")
    return [sheet], []


def a_column_in_another_unit_2014(registry: Registry) -> Case:
    """`TỔNG THU … (tỷ đồng)` over one column of a sheet in triệu đồng: read, in its own unit."""
    sheet = _of_year(registry, 2016, 2014)
    sheet.type(sheet.find("TỔNG THU"), "TỔNG THU (tỷ đồng)")
    return [sheet], []


def continued_without_a_header_2014(registry: Registry) -> Case:
    """The later provinces on a second sheet that has no header: set aside and said, each of them missing."""
    sheet = _of_year(registry, 2016, 2014)
    rows = _rows(sheet)
    later = rows[40:]
    moved = {(row - later[0], column): Cell(cell.typed, status="quarantined")
             for (row, column), cell in sheet.cells.items() if row >= later[0]}
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[0] < later[0]}
    missing = [("COMMON-R013", sheet.name, None)] * len(later)
    return [sheet, Sheet("tiep", moved)], [("COMMON-R008", "tiep", None), *missing]


def programmes_apart_2006(registry: Registry) -> Case:
    """2006: programme 135 and the five million hectares in columns of their own: no guess what the first column holds."""
    sheet = _of_year(registry, 2008, 2006)
    at = sheet.find("Thực hiện CTMTQG")
    sheet.type(at, "Thực hiện CTMTQG")
    for place, label in ((1, "Chương trình 135"), (2, "Dự án trồng mới 5 triệu ha rừng")):
        sheet.cells[at[0], at[1] + place] = Cell(label)
        sheet.cells |= {(row, at[1] + place): Cell(7.0) for row in (*_rows(sheet), _header(2008)[-1])}
    _set_aside(sheet)
    return [sheet], [("COMMON-R003", sheet.name, "A8")]


def figures_in_merged_cells_2014(registry: Registry) -> Case:
    """One amount in a cell merged over two provinces: whose it is nobody can tell, and it is not zero for the second."""
    sheet = _of_year(registry, 2016, 2014)
    first, second = _rows(sheet)[:2]
    column = next(column for (_, column), cell in sheet.cells.items() if cell.column_key == "bs_candoi")
    sheet.merges.append(((first, column), (second, column)))
    sheet.type((first, column), 5000.0, number=None, status="quarantined")
    del sheet.cells[second, column]
    return [sheet], [("COMMON-R063", sheet.name, address(first, column))]


def amounts_as_text_2014(registry: Registry) -> Case:
    """Amounts typed as text, in tỷ đồng, two decimals after a comma."""
    sheet = _of_year(registry, 2016, 2014)
    sheet.type(sheet.find("Đơn vị"), "ĐVT: Tỷ đồng")
    for at, cell in list(sheet.cells.items()):
        if cell.status and cell.column_key != "ty_le":
            text = f"{Decimal(str(cell.typed)) / 1000:,.2f}".translate(str.maketrans(",.", ".,"))
            sheet.type(at, text, number=cell.number / 1000)
    return [sheet], []


def a_total_and_no_province_2014(registry: Registry) -> Case:
    """Only the country's total is left: no province, no report."""
    sheet = _of_year(registry, 2016, 2014)
    first = _rows(sheet)[0] - 1
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[0] < first}
    return [sheet], [("COMMON-R002", sheet.name, None)]


def labels_in_the_first_column_2015(registry: Registry) -> Case:
    """Total and regions are written over both columns from the first one on, the region's number before its name."""
    sheet = _of_year(registry, 2016, 2015)
    first = min(_rows(sheet))
    for row in range(first - 2, max(_rows(sheet)) + 1):
        order = sheet.cells.get((row, 0))
        if order is None or isinstance(order.typed, str):
            name = sheet.cells.pop((row, 1)).typed
            sheet.cells[row, 0] = Cell(f"{order.typed}. {name}" if order else name)
            sheet.merges.append(((row, 0), (row, 1)))
    return [sheet], []


def names_as_people_shorten_them_2014(registry: Registry) -> Case:
    """`Đắc Lắc`, `TP HCM`, `BR - VT`, `TT - Huế`, `Kontum`, `T.P Hải Phòng`; the measure unit in capitals without accents."""
    sheet = _of_year(registry, 2016, 2014)
    for code, name in (("63-P-66", "Đắc Lắc"), ("63-P-79", "TP HCM"), ("63-P-77", "BR - VT"), ("63-P-46", "TT - Huế"),
                       ("63-P-62", "Kontum"), ("63-P-31", "T.P Hải Phòng"), ("63-P-92", "TP.CẦN THƠ"), ("63-P-67", "Đắc Nông")):
        sheet.type((next(row for (row, _), cell in sheet.cells.items() if cell.row_key == code), 1), name)
    sheet.type(sheet.find("Đơn vị"), "DON VI TINH: TRIEU DONG")
    return [sheet], []


def an_amount_of_no_province_2015(registry: Registry) -> Case:
    """`Chưa phân bổ cho địa phương` is no province: set aside, and returned, since the total holds it."""
    sheet = _of_year(registry, 2016, 2015)
    bottom = max(_rows(sheet)) + 1
    sheet.cells |= {(bottom, 0): Cell(64.0), (bottom, 1): Cell("Chưa phân bổ cho địa phương")}
    sheet.cells |= {(bottom, column): Cell(500.0, status="quarantined") for column in (4, 7)}
    return [sheet], [("COMMON-R009", sheet.name, address(bottom, 1))]


def other_words_of_the_title_2009(registry: Registry) -> Case:
    """`… NGÂN SÁCH CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TW NĂM 2009`; the measure unit in two languages."""
    sheet = _of_year(registry, 2008, 2009)
    sheet.drop_row(sheet.find("HÀ TÂY")[0])
    sheet.type(sheet.find("DỰ TOÁN"), "DỰ TOÁN THU, CHI NGÂN SÁCH CÁC TỈNH, THÀNH PHỐ TRỰC THUỘC TW NĂM 2009")
    sheet.type(sheet.find("Đơn vị"), "Đơn vị tính/Unit: Triệu đồng/Million VND")
    return [sheet], []


def measure_unit_under_the_title_2014(registry: Registry) -> Case:
    """`(Đơn vị tính: tỷ đồng)` in brackets under the title, in the column of the line numbers: no word of the header."""
    sheet = _of_year(registry, 2016, 2014)
    del sheet.cells[sheet.find("Đơn vị")]
    sheet.cells[3, 0] = Cell("(Đơn vị tính: tỷ đồng)")
    return [sheet], []


def groups_and_notes_with_figures_2014(registry: Registry) -> Case:
    """`- Các tỉnh nhận bổ sung cân đối` under the total, a region by another name, a figure in a note: set aside and said."""
    sheet = _of_year(registry, 2016, 2014)
    first, bottom = min(_rows(sheet)), max(_rows(sheet)) + 2
    region = sheet.find("IV")[0]
    del sheet.cells[region, 0]
    sheet.cells = {at: replace(cell, status="quarantined") if at[0] == region and at[1] > 1 else cell
                   for at, cell in sheet.cells.items()}
    found = [("COMMON-R066", sheet.name, sheet.type((region, 1), "VÙNG CAO NGUYÊN TRUNG BỘ"))]
    sheet.cells |= {(bottom, 1): Cell("Ghi chú: số thu chưa gồm"), (bottom, 2): Cell(1234.0, status="quarantined")}
    found.append(("COMMON-R051", sheet.name, address(bottom + 1, 1)))
    sheet.insert_row(first - 1, {1: Cell("- Các tỉnh nhận bổ sung cân đối"), 5: Cell(50.0, status="quarantined")})
    found[0] = ("COMMON-R066", sheet.name, address(region + 1, 1))
    return [sheet], [*found, ("COMMON-R066", sheet.name, address(first - 1, 1))]


def total_below_2015(registry: Registry) -> Case:
    """The country's total below the provinces, as `TỔNG CỘNG CÁC TỈNH, THÀNH PHỐ`."""
    sheet = _of_year(registry, 2016, 2015)
    row = min(_rows(sheet)) - 2
    line = {column: Cell(cell.typed) for (at, column), cell in sheet.cells.items() if at == row}
    sheet.drop_row(row)
    sheet.insert_row(max(_rows(sheet)) + 1, line | {1: Cell("TỔNG CỘNG CÁC TỈNH, THÀNH PHỐ")})
    return [sheet], []


CASES = (
    other_words_of_the_title_2009, measure_unit_under_the_title_2014, groups_and_notes_with_figures_2014,
    labels_in_the_first_column_2015, names_as_people_shorten_them_2014, an_amount_of_no_province_2015, total_below_2015,
    a_total_and_no_province_2014,
    two_units_above_2014, title_over_two_rows_2014, title_without_a_year_2014, header_on_every_page_2010, marks_behind_names_2014,
    a_column_in_another_unit_2014, continued_without_a_header_2014, programmes_apart_2006, figures_in_merged_cells_2014,
    amounts_as_text_2014,
)
