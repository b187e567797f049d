"""Figures in merged cells that reach over several rows or columns of a table: whose they are nobody can tell."""

from __future__ import annotations

from mtqg.model import Finding
from mtqg.readers.cells import address
from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.texts import shown

Place = tuple[int, int]


def merged_figures(reading: BlockReading, meanings: list[RowMeaning]) -> dict[Place, Place]:
    """(row, column) of each cell of such a merged range -> its first cell; each range is a finding."""
    found: dict[Place, Place] = {}
    figures, rows = set(reading.value_positions), reading.grid.rows
    words = {position for column, position in reading.columns() if column.content != "number"}
    of_figures = {meaning.row: meaning.row_key for meaning in meanings if meaning.kind in ("item", "subtotal", "total")}
    for begin, end in reading.grid.merges:
        if begin[0] not in of_figures or begin[1] not in figures or rows[begin[0]][begin[1]] == "":
            continue
        if begin[1] == end[1] and begin[1] in words:
            continue                        # one producer, one decision of several products
        columns = [position for position in range(begin[1], end[1] + 1) if position in figures]
        cells = [(row, position) for row in range(begin[0], end[0] + 1) if row in of_figures for position in columns]
        if len({(of_figures[row], position) for row, position in cells}) > 1:       # a row may take more than one line
            found |= dict.fromkeys(cells, begin)
            reading.findings.append(Finding(
                "COMMON-R063", reading.grid.name, address(*begin), reading.block.block_code,
                actual=shown(rows[begin[0]][begin[1]]), expected=f"{address(*begin)}:{address(*end)}"))
    return found
