"""Builds the table of cells column by column, and counts it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import repeat
from typing import Any

from mtqg.model import CELL_COLUMNS, CellTable
from mtqg.readers.texts import shown


class _Column:
    """One column of the table that grows: what repeats is counted, and written when something else follows."""

    __slots__ = ("count", "default", "name", "repeated", "values")

    def __init__(self, name: str, values: list):
        self.name, self.values = name, values
        self.default = self.repeated = 0 if name == "part_no" else None
        self.count = 0

    def flush(self) -> None:
        if self.count:
            self.values.extend(repeat(self.repeated, self.count))
            self.count = 0


class CellBuilder:
    """Takes cells many at a time: each field a list (or tuple) of the same length, or one value for all."""

    def __init__(self) -> None:
        self._table = CellTable()
        self._columns = [_Column(name, self._table.columns[name]) for name in CELL_COLUMNS]

    @property
    def table(self) -> CellTable:
        """Every cell so far."""
        for column in self._columns:
            column.flush()
        return self._table

    def add(self, count: int, fields: dict[str, Any]) -> None:
        """Adds `count` cells; fields that are not given are None (part_no 0)."""
        if not count:
            return
        for column in self._columns:
            given = fields.get(column.name, column.default)
            if type(given) is list or type(given) is tuple:
                column.flush()
                column.values.extend(given)
            elif given is column.repeated:
                column.count += count
            else:
                column.flush()
                column.repeated, column.count = given, count

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
    columns = table.columns
    counts = dict.fromkeys(("read", "accepted", "rejected", "quarantined", "ignored", "declared_blank"), 0)
    texts, states = columns["value_text"], columns["cell_status"]
    if not any(columns["part_no"]):
        for status in ("accepted", "rejected", "quarantined", "ignored"):
            counts[status] = states.count(status)
        counts["declared_blank"] = texts.count("")
        counts["accepted"] -= counts["declared_blank"]
    else:
        order = ("ignored", "accepted", "quarantined", "rejected")
        gravest: dict[tuple[str, str], int] = {}
        for sheet, ref, text, status in zip(columns["sheet"], columns["cell_ref"], texts, states, strict=True):
            if text == "":
                counts["declared_blank"] += 1
            else:
                gravest[sheet, ref] = max(gravest.get((sheet, ref), 0), order.index(status))
        for status in gravest.values():
            counts[order[status]] += 1
    counts["read"] = sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))
    return counts
