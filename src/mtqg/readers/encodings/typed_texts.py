"""Puts back what was typed: decoded texts are for matching only."""

from __future__ import annotations

from collections.abc import Iterable

from mtqg.model import CellTable
from mtqg.readers.workbook import SheetGrid


def restore_typed(table: CellTable, grids: Iterable[SheetGrid]) -> None:
    """`value_text` of every cell whose text was decoded is the text as typed."""
    typed = {(grid.name, row + 1, column + 1): text for grid in grids for (row, column), text in grid.typed.items()}
    if not typed:
        return
    columns = table.columns
    texts = columns["value_text"]
    for index, place in enumerate(zip(columns["sheet"], columns["row_no"], columns["column_no"], strict=True)):
        if place in typed and texts[index] != "":
            texts[index] = typed[place]
