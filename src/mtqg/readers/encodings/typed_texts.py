"""Puts back what was typed: decoded texts are for matching only."""

from __future__ import annotations

from collections.abc import Iterable

from mtqg.model import CellTable, values_of
from mtqg.readers.workbook import SheetGrid


def restore_typed(table: CellTable, grids: Iterable[SheetGrid]) -> None:
    """`value_text` of every cell whose text was decoded is the text as typed."""
    typed = {(grid.name, row + 1, column + 1): text for grid in grids for (row, column), text in grid.typed.items()}
    if not typed:
        return
    names = ("sheet", "row_no", "column_no")
    stretches, table.stretches = table.stretches, []
    for count, fields in stretches:
        places = zip(*(values_of(name, count, fields) for name in names), strict=False)
        texts = list(values_of("value_text", count, fields))
        table.add(count, fields | {"value_text": [text and typed.get(place, text)
                                                  for text, place in zip(texts, places, strict=False)]})
