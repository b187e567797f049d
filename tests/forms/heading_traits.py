"""Lines above the table that are missing, contradict each other, or say what the form does not."""

from __future__ import annotations

from dataclasses import replace

from painting import Cell, Sheet
from sheet_parts import Findings, header_of, rename

from mtqg.readers.cells import address
from mtqg.templates import FormFill


def wrong_province(sheet: Sheet, fill: FormFill) -> Findings:
    """Another province in the heading: figures are read as that province's, and the source does not own it."""
    return [("R005", sheet.type(sheet.find("Đơn vị báo cáo"), "Đơn vị báo cáo: UBND tỉnh Quảng Trị"))]


def no_period(sheet: Sheet, fill: FormFill) -> Findings:
    """The period line is left empty: nothing can be placed in time, everything is set aside."""
    at = sheet.find("Kỳ báo cáo")
    sheet.type(at, "Kỳ báo cáo: ")
    for each, cell in sheet.cells.items():
        sheet.cells[each] = Cell(cell.typed, None, None, None, "quarantined")
    return [("R006", address(*at))]


def day_of_another_period(sheet: Sheet, fill: FormFill) -> Findings:
    """Last month's day beside this month's period: nobody can tell whose figures they are."""
    sheet.type(sheet.find("Số liệu đến ngày"), "Số liệu đến ngày 31/01/2024")
    return [("R057", address(*sheet.find("Kỳ báo cáo")))]


def title_of_another_month(sheet: Sheet, fill: FormFill) -> Findings:
    """The title kept from the month before."""
    sheet.insert_row(sheet.find("Kỳ báo cáo")[0], {0: Cell("TÌNH HÌNH GIẢI NGÂN THÁNG 01 NĂM 2024")})
    return [("R057", address(*sheet.find("Kỳ báo cáo")))]


def no_measure_unit(sheet: Sheet, fill: FormFill) -> Findings:
    """The line with the measure unit is gone: thousands or millions, nobody can say."""
    at = sheet.find("Đơn vị tính")
    sheet.merges = [merge for merge in sheet.merges if merge[0] != at]
    del sheet.cells[at]
    return [("R016", None)]


def another_measure_unit(sheet: Sheet, fill: FormFill) -> Findings:
    """Tỷ đồng instead of triệu đồng: the same numbers, a thousand times the money."""
    sheet.type(sheet.find("Đơn vị tính"), "Đơn vị tính: Tỷ đồng")
    return []


def strange_measure_unit(sheet: Sheet, fill: FormFill) -> Findings:
    """A unit that money does not have."""
    if "VON" in sheet.name:
        where = sheet.type(sheet.find("Đơn vị tính"), "Đơn vị tính: bao gạo")
        chosen = [at for at, cell in sheet.cells.items() if cell.status and cell.column_key != "ty_le"]
    else:
        row_key = next(cell.row_key for cell in sheet.cells.values() if cell.status)
        where = sheet.type(sheet.at(row_key, "don_vi_tinh"), "bao gạo")
        chosen = [at for at, cell in sheet.cells.items() if cell.status and cell.row_key == row_key]
    for at in chosen:
        cell = sheet.cells[at]
        sheet.cells[at] = Cell(cell.typed, cell.row_key, cell.column_key, cell.number, "quarantined")
    return [("R016", where)]


def old_template(sheet: Sheet, fill: FormFill) -> Findings:
    """The template of 19 criteria for a quarter of the 10 criteria: read as what it is, and refused."""
    sheet.type(sheet.find("Kỳ báo cáo"), "Kỳ báo cáo: Quý III năm 2026")
    sheet.type(sheet.find("Số liệu đến ngày"), "Số liệu đến ngày 30/09/2026")
    return [("R004", None)]


def two_provinces_named(sheet: Sheet, fill: FormFill) -> Findings:
    """The line of the sender names two provinces: which one reports nobody can tell, and nothing is read."""
    sheet.cells = {at: replace(cell, row_key=None, number=None, status=cell.status and "quarantined")
                   for at, cell in sheet.cells.items()}
    return [("R005", sheet.type(sheet.find("Đơn vị báo cáo"), "Đơn vị báo cáo: Tỉnh Quảng Nam, thành phố Đà Nẵng"))]


def heading_without_accents(sheet: Sheet, fill: FormFill) -> Findings:
    """Typed on a machine without a Vietnamese keyboard: sender, month and measure unit in capitals without accents."""
    rename(sheet, ("Đơn vị báo cáo", "DON VI BAO CAO: SO TAI CHINH TINH QUANG NAM"),
           ("Kỳ báo cáo", "KY BAO CAO: THANG 12 NAM 2024"), ("Đơn vị tính", "DVT: TRIEU DONG"))
    return []


def quarter_in_letters(sheet: Sheet, fill: FormFill) -> Findings:
    """`Q.IV/2024`."""
    rename(sheet, ("Kỳ báo cáo", "Kỳ báo cáo: Q.IV/2024"))
    return []


def month_by_its_last_day(sheet: Sheet, fill: FormFill) -> Findings:
    """`Kỳ báo cáo: đến hết ngày 31/12/2024`: of a monthly form that is December, not the year."""
    rename(sheet, ("Kỳ báo cáo", "Kỳ báo cáo: đến hết ngày 31/12/2024"))
    return []


def two_months_side_by_side(sheet: Sheet, fill: FormFill) -> Findings:
    """Last month's table to the left of this month's: every label stands twice, and the form is not called blank."""
    header, width = header_of(sheet), 1 + max(column for _, column in sheet.cells)
    first = min(column for (_, column), cell in sheet.cells.items() if cell.row_key and cell.status)
    sheet.cells = {at: replace(cell, number=None, row_key=None, status="quarantined") if cell.status else cell
                   for at, cell in sheet.cells.items()}
    sheet.cells |= {(row, column + width - first): cell for (row, column), cell in sheet.cells.items()
                    if row >= header[0] and column >= first}
    sheet.cells[header[0] - 1, first] = Cell("Tháng 11 năm 2024")
    lowest = {column: row for row, column in sorted(sheet.cells) if row in header[:-1] and column >= width}
    return [("R057", address(*sheet.find("Kỳ báo cáo"))), *(("R065", address(row, column)) for column, row in lowest.items())]


#: Trait -> the reports it is done to.
TRAITS = {
    wrong_province: ("th_01", "von_01"),
    no_period: ("ntm_01", "von_01"),
    day_of_another_period: ("ntm_01", "von_01"),
    title_of_another_month: ("von_01",),
    no_measure_unit: ("von_01",),
    another_measure_unit: ("von_01",),
    strange_measure_unit: ("von_01", "th_01"),
    old_template: ("ntm_01_2025",),
    two_provinces_named: ("gn_02",),
    heading_without_accents: ("von_01",),
    quarter_in_letters: ("ntm_01",),
    month_by_its_last_day: ("von_01",),
    two_months_side_by_side: ("von_01",),
}
