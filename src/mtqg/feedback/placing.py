"""Before a cell is written upon it is read again: a finding whose address does not hold is told of its sheet instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mtqg.feedback.ooxml.addresses import Cell, cell_of
from mtqg.feedback.remarks import Remark
from mtqg.model import CellTable
from mtqg.readers.texts import Percent, plain, shown
from mtqg.readers.workbook import SheetGrid

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the reader recorded of one cell: as typed, and the number it understood."""

    text: str
    value: float | None


RecordedCells = dict[tuple[str, str], list[Recorded]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A remark and the cell it is written upon; without one `doubt` says why (None: it is about no cell)."""

    remark: Remark
    cell: Cell | None = None
    doubt: str | None = None


@dataclass
class Placer:
    """Reads cited cells of one file again."""

    grids: Iterable[SheetGrid]
    recorded: RecordedCells
    _by_name: dict[str, SheetGrid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._by_name = {grid.name: grid for grid in self.grids}

    def place(self, remark: Remark) -> Placed:
        """The remark at its cell, if the cell is there, can be seen, and says what the finding says of it."""
        if remark.sheet is None or remark.cell_ref is None:
            return Placed(remark)
        grid, cell = self._by_name.get(remark.sheet), cell_of(remark.cell_ref)
        if grid is None or cell is None:
            return Placed(remark, doubt="not_there")
        if grid.is_hidden:
            return Placed(remark, doubt="hidden_sheet")
        if any(first[0] < cell[0] <= last[0] + 1 and first[1] < cell[1] <= last[1] + 1 and (first[0] + 1, first[1] + 1) != cell
               for first, last in grid.merges):
            return Placed(remark, doubt="merged")
        if not self._agrees(remark, grid, cell):
            return Placed(remark, doubt="differs")
        return Placed(remark, cell)

    def _agrees(self, remark: Remark, grid: SheetGrid, cell: Cell) -> bool:
        value = content_of(grid, cell)
        typed = grid.typed.get((cell[0] - 1, cell[1] - 1), shown(value))
        known = self.recorded.get((remark.sheet or "", remark.cell_ref or ""), [])
        if not all(one.text == typed or (one.text == "" and value == "") for one in known):
            return False
        if remark.cites == "place":
            return True
        if not remark.actual:
            return remark.scope == "reading" or value == ""
        return _says(remark, value, typed, [one.value for one in known])


def content_of(grid: SheetGrid, cell: Cell) -> object:
    """The value of the cell, '' where it is empty or beyond the sheet."""
    row, column = cell[0] - 1, cell[1] - 1
    return grid.rows[row][column] if row < len(grid.rows) and column < len(grid.rows[row]) else ""


def _says(remark: Remark, value: object, typed: str, numbers: list[float | None]) -> bool:
    """Whether the cell holds what was found: its text (reading may cite a part of it), or its number however written."""
    actual, texts = plain(remark.actual or ""), {plain(typed), plain(shown(value))}
    if actual in texts or any(text.startswith(actual) for text in texts if len(actual) >= 200):
        return True
    if remark.scope == "reading" and actual and any(_is_part(actual.casefold(), text.casefold()) for text in texts):
        return True
    if not _NUMBER.fullmatch(actual):
        return False
    own = [100 * value.stored, value.stored] if isinstance(value, Percent) else [value] if isinstance(value, float | int) else []
    return any(_is_near(float(actual), float(one)) for one in (*own, *numbers) if one is not None)


def _is_part(actual: str, text: str) -> bool:
    """Reading cites a part of a cell (what stands behind `Kỳ báo cáo:`), or the cell beside others of its row (code and name)."""
    return actual in text or (text != "" and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", actual) is not None)


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * max(1.0, abs(one), abs(other))


def recorded_cells(table: CellTable, wanted: set[tuple[str, str]]) -> RecordedCells:
    """What a reading holds of these cells (sheet, address)."""
    columns, found = table.columns, {}
    for sheet, ref, text, value in zip(*(columns[name] for name in ("sheet", "cell_ref", "value_text", "value")), strict=True):
        if (sheet, ref) in wanted:
            found.setdefault((sheet, ref), []).append(Recorded(text, None if value is None else float(value)))
    return found
