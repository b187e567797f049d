"""Headings, subtotals and totals as provincial offices put them between the rows."""

from __future__ import annotations

from dataclasses import replace

from painting import Cell, Sheet
from sheet_parts import Findings, bottom_of, column_of, rename, rows_of

from mtqg.readers.cells import address
from mtqg.templates import FormFill


def district_headings(sheet: Sheet, fill: FormFill) -> Findings:
    """A heading with the district's name over its communes."""
    first = min(row for (row, _), cell in sheet.cells.items() if cell.status)
    column = next(column for (_, column), cell in sheet.cells.items() if cell.column_key == "ten_xa")
    sheet.insert_row(first, {0: Cell("I"), column: Cell("Huyện Hòa Vang")})
    return []


def headings_of_groups(sheet: Sheet, fill: FormFill) -> Findings:
    """`I | Khu vực miền núi`, `Các xã đồng bằng`: rows without figures that only part the others."""
    column, rows = column_of(sheet, "ten_xa"), rows_of(sheet)
    sheet.insert_row(rows[3], {0: Cell("II"), column: Cell("Khu vực đồng bằng")})
    sheet.insert_row(rows[0], {0: Cell("I"), column: Cell("Khu vực miền núi")})
    return []


def subtotals_of_groups(sheet: Sheet, fill: FormFill) -> Findings:
    """`Cộng khu vực miền núi` is set aside and said; `Cộng Quận Liên Chiểu` is that district's reported total."""
    column, count, rows = column_of(sheet, "ten_xa"), column_of(sheet, "so_ho"), rows_of(sheet)
    sheet.insert_row(rows[0], {column: Cell("Cộng Quận Liên Chiểu"), count: Cell(5100.0)})
    sheet.insert_row(rows[0], {0: Cell("I"), column: Cell("Cộng khu vực miền núi"), count: Cell(99.0, status="quarantined")})
    return [("R066", address(rows[0], column))]


def subtotals_of_old_districts(sheet: Sheet, fill: FormFill) -> Findings:
    """A subtotal of a district that is no more: set aside and said, and the report stands."""
    column, count, rows = column_of(sheet, "ten_xa"), column_of(sheet, "so_ho"), rows_of(sheet)
    sheet.insert_row(rows[0], {column: Cell("Huyện Phú Lộc (cũ)"), count: Cell(99.0, status="quarantined")})
    return [("R066", address(rows[0], column))]


def numbered_lines_left_empty(sheet: Sheet, fill: FormFill) -> Findings:
    """The template's line numbers go on below the last row."""
    for place in range(5):
        sheet.insert_row(bottom_of(sheet) + place, {0: Cell(float(90 + place))})
    return []


def total_in_the_first_column(sheet: Sheet, fill: FormFill) -> Findings:
    """`Cộng` merged over order, code and name."""
    at = sheet.find("TỔNG SỐ")
    sheet.cells[at[0], 0] = replace(sheet.cells.pop(at), typed="Cộng")
    sheet.merges.append(((at[0], 0), at))
    return []


def total_above_and_below(sheet: Sheet, fill: FormFill) -> Findings:
    """The same total once more at the foot."""
    at = sheet.find("TỔNG SỐ")
    line = {column: Cell(cell.typed) for (row, column), cell in sheet.cells.items() if row == at[0]}
    sheet.insert_row(bottom_of(sheet), line | {at[1]: Cell("Tổng cộng:")})
    return []


def another_total_below(sheet: Sheet, fill: FormFill) -> Findings:
    """Two totals that differ: the later one is set aside."""
    at, column = sheet.find("TỔNG SỐ"), column_of(sheet, "so_ho")
    line = {place: Cell(cell.typed, status="quarantined") for (row, place), cell in sheet.cells.items() if row == at[0]}
    bottom = bottom_of(sheet)
    sheet.insert_row(bottom, line | {column: Cell(1.0, status="quarantined")})
    return [("R010", address(bottom, at[1]))]


def no_total_row(sheet: Sheet, fill: FormFill) -> Findings:
    """Nobody added up."""
    sheet.drop_row(sheet.find("TỔNG SỐ")[0])
    return [("R015", None)]


def labels_in_merged_cells(sheet: Sheet, fill: FormFill) -> Findings:
    """The name of a component merged over its lines, the capital source over two years."""
    rows = rows_of(sheet)
    lines = [row for row in rows if (row, column_of(sheet, "nam_von")) in sheet.cells][:2]
    source, year, label = (column_of(sheet, key) for key in ("nguon_von", "nam_von", "noi_dung"))
    first, second = lines
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at not in ((second, source), (second, label))}
    sheet.merges += [((first, source), (second, source)), ((first, label), (second, label))]
    code = str(sheet.cells[first, label + 1].typed)
    for (row, column), cell in list(sheet.cells.items()):
        if row == second and cell.status:
            sheet.cells[row, column] = replace(cell, row_key=f"{code}|{sheet.cells[first, source].typed}|"
                                                             f"{int(sheet.cells[second, year].typed)}")
    return []


def groups_of_capital(sheet: Sheet, fill: FormFill) -> Findings:
    """`A | CÁC CHƯƠNG TRÌNH MTQG` parts the rows; `VỐN ĐẦU TƯ PHÁT TRIỂN` with a sum is set aside, and said; `Tổng số vốn` is the
    total."""
    column, row = column_of(sheet, "noi_dung"), sheet.find("Chương trình")[0]
    rename(sheet, ("TỔNG SỐ", "Tổng số vốn"))
    sheet.insert_row(row, {column: Cell("VỐN ĐẦU TƯ PHÁT TRIỂN"), column + 4: Cell(100.0, status="quarantined")})
    sheet.insert_row(row, {0: Cell("A"), column: Cell("CÁC CHƯƠNG TRÌNH MTQG")})
    return [("R066", address(row + 1, column))]


def heading_that_nobody_knows(sheet: Sheet, fill: FormFill) -> Findings:
    """A component by a strange name, and lines without codes: they do not become those of the component above."""
    column, code = column_of(sheet, "noi_dung"), column_of(sheet, "noi_dung") + 1
    line = rows_of(sheet)[2]
    heading = max(row for row, place in sheet.cells if place == column and row < line)
    for row in (heading, line):
        del sheet.cells[row, code]
    sheet.set_row(line, number=None, status="quarantined", row_key=None)
    for at in [at for at in sheet.cells if at[0] == heading]:
        sheet.cells[at] = replace(sheet.cells[at], number=None, status="quarantined", row_key=None)
    return [("R009", sheet.type((heading, column), "Việc gì đó không ai biết")), ("R009", address(line, column))]


def headings_of_lists(sheet: Sheet, fill: FormFill) -> Findings:
    """`I | Huyện Đăk Hà` above the products of a district is no product."""
    sheet.insert_row(rows_of(sheet)[0], {0: Cell("I"), 1: Cell("Huyện Đăk Hà")})
    return []


def notes_with_figures(sheet: Sheet, fill: FormFill) -> Findings:
    """`(2) Trong đó:` below the table, and a number beside it: set aside and said, and the report stands."""
    bottom, label = 2 + max(row for row, _ in sheet.cells), column_of(sheet, "ten_xa")
    sheet.cells |= {(bottom, 0): Cell("Ghi chú: (1) Số hộ nghèo chưa gồm hộ bảo trợ xã hội;"),
                    (bottom + 1, label): Cell("(2) Trong đó:")}
    sheet.cells[bottom + 1, column_of(sheet, "so_ho")] = Cell(25.0, status="quarantined")
    return [("R051", address(bottom + 1, label))]


#: Trait -> the reports it is done to.
TRAITS = {
    notes_with_figures: ("gn_02",),
    district_headings: ("ntm_01",),
    headings_of_groups: ("ntm_01",),
    subtotals_of_groups: ("gn_02",),
    subtotals_of_old_districts: ("gn_02_2026",),
    numbered_lines_left_empty: ("ntm_01", "von_01", "gn_02"),
    total_in_the_first_column: ("gn_02",),
    total_above_and_below: ("gn_02",),
    another_total_below: ("gn_02",),
    no_total_row: ("ntm_01", "von_01", "gn_02"),
    labels_in_merged_cells: ("von_01",),
    groups_of_capital: ("von_01",),
    heading_that_nobody_knows: ("von_01",),
    headings_of_lists: ("ocop_01",),
}
