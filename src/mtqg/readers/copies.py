"""One table on two sheets (in an old encoding and in Unicode, or simply copied) is read once."""

from __future__ import annotations

from mtqg.model import Finding
from mtqg.readers.cells import CellBuilder
from mtqg.readers.rows import BlockReading, RowMeaning


def is_copy(one: BlockReading, rows: list[RowMeaning], other: BlockReading, other_rows: list[RowMeaning]) -> bool:
    """Both tables have the same rows with the same figures."""
    if one.grid is other.grid:
        return False
    figures = _figures(one, rows)
    return bool(figures) and figures == _figures(other, other_rows)


def _figures(reading: BlockReading, rows: list[RowMeaning]) -> dict[tuple[str, str], object]:
    columns = [(column.column_key, position) for column, position in reading.columns() if column.is_value]
    return {(row.row_key, key): value for row in rows if row.kind == "item" and row.row_key
            for key, position in columns if (value := reading.grid.rows[row.row][position]) != ""}


def add_copy(reading: BlockReading, builder: CellBuilder, of: str) -> None:
    """Every cell of the sheet, declared ignored; that it is a copy is said."""
    grid = reading.grid
    cells = [(row, position, value) for row, values in enumerate(grid.rows)
             for position, value in enumerate(values) if value != ""]
    builder.add_plain(grid.name, cells, "note", "ignored")
    reading.findings[:] = [Finding("COMMON-R050", grid.name, actual=grid.name, expected=of)]
