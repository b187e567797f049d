"""Builds the table of cells column by column, and counts it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from mtqg.model import CellTable, values_of
from mtqg.readers.texts import shown

_GRAVER = ("ignored", "accepted", "quarantined", "rejected")
_COUNTED = ("sheet", "cell_ref", "value_text", "cell_status")

class CellBuilder:
    """Takes cells many at a time: each field a list (or tuple) of the same length, or one value for all."""

    def __init__(self) -> None:
        self.table = CellTable()

    def add(self, count: int, fields: dict[str, Any]) -> None:
        """Adds `count` cells; fields that are not given are None (part_no 0)."""
        if count:
            self.table.add(count, fields)

    def add_plain(self, sheet: str, cells: Iterable[tuple[int, int, Any]], role: str, status: str, **fields: Any) -> int:
        """Adds cells (row, column, value) that carry no figure of a block: titles, headers, notes, quarantined rows."""
        cells = list(cells)
        self.add(len(cells), {
            "sheet": sheet, "cell_ref": [address(row, column) for row, column, _ in cells],
            "row_no": [row + 1 for row, _, _ in cells], "column_no": [column + 1 for _, column, _ in cells],
            "cell_role": role, "value_text": [shown(value) for _, _, value in cells], "value_state": "text",
            "cell_status": status, **fields})
        return len(cells)


@lru_cache(maxsize=1024)
def letters(column: int) -> str:
    """`AA` for 26."""
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def address(row: int, column: int) -> str:
    """A1 address of 0-based positions."""
    return f"{letters(column)}{row + 1}"


def count_cells(table: CellTable) -> dict[str, int]:
    """Filled cells by status, by address: `read` = `accepted` + `rejected` + `quarantined` + `ignored`.

    A cell of several facts (`42/85`) counts once, with the gravest status of its parts. Rows for empty cells that the form
    declares zero are no filled cells: they count under `declared_blank`.
    """
    counts = dict.fromkeys(("read", *_GRAVER, "declared_blank"), 0)
    if any("part_no" in fields for _, fields in table.stretches):
        columns = table.columns
        gravest: dict[tuple[str, str], int] = {}
        for sheet, ref, text, status in zip(*(columns[name] for name in _COUNTED), strict=True):
            if text == "":
                counts["declared_blank"] += 1
            else:
                gravest[sheet, ref] = max(gravest.get((sheet, ref), 0), _GRAVER.index(status))
        for status in gravest.values():
            counts[_GRAVER[status]] += 1
    else:
        for count, fields in table.stretches:
            states = list(values_of("cell_status", count, fields))
            for status in _GRAVER:
                counts[status] += states.count(status)
            counts["declared_blank"] += list(values_of("value_text", count, fields)).count("")
        counts["accepted"] -= counts["declared_blank"]
    counts["read"] = sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))
    return counts
