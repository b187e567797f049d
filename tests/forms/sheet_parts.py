"""Where the parts of a painted report stand, and what is done to them by many traits."""

from __future__ import annotations

from painting import Cell, Sheet

#: (rule without its prefix, cell or None) that a trait must bring.
Findings = list[tuple[str, str | None]]


def rows_of(sheet: Sheet) -> list[int]:
    return sorted({row for (row, _), cell in sheet.cells.items() if cell.status})


def header_of(sheet: Sheet) -> range:
    return range(sheet.find("STT")[0], min(row for (row, _), cell in sheet.cells.items() if cell.row_key))


def column_of(sheet: Sheet, column_key: str) -> int:
    return next(column for (_, column), cell in sheet.cells.items() if cell.column_key == column_key and cell.row_key)


def bottom_of(sheet: Sheet) -> int:
    return 1 + rows_of(sheet)[-1]


def drop(sheet: Sheet, *beginnings: str) -> None:
    for text in beginnings:
        at = sheet.find(text)
        sheet.merges = [merge for merge in sheet.merges if merge[0] != at]
        del sheet.cells[at]


def rename(sheet: Sheet, *pairs: tuple[str, str]) -> None:
    for old, new in pairs:
        sheet.type(sheet.find(old), new)


def without_codes(sheet: Sheet) -> None:
    column, top = column_of(sheet, "ten_xa") - 1, header_of(sheet)[0]
    sheet.merges = [merge for merge in sheet.merges if merge[0][1] != column or merge[0][0] < top]
    sheet.cells = {at: cell for at, cell in sheet.cells.items() if at[1] != column or at[0] < top}


def add_column(sheet: Sheet, column: int) -> None:
    """The column once more, before it, with other figures."""
    sheet.move(lambda row, position: (row, position + (position >= column)))
    header = header_of(sheet)
    sheet.cells |= {(row, column): sheet.cells[row, column + 1] for row in header if (row, column + 1) in sheet.cells}
    sheet.merges += [((begin[0], column), (end[0], column)) for begin, end in sheet.merges
                     if begin[1] == end[1] == column + 1 and begin[0] in header]
    sheet.cells |= {(row, column): Cell(7.0, status="quarantined") for row in rows_of(sheet)}
