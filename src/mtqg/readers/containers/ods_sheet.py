"""One table of an .ods: cells as they come, repeated ones laid out, limits checked before anything is laid out."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.ods_styles import Styles
from mtqg.readers.containers.ods_text import cell_text
from mtqg.readers.texts import Percent
from mtqg.readers.workbook import SheetGrid

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TYPE, _VALUE, _FORMULA, _STYLE = OFFICE + "value-type", OFFICE + "value", TABLE + "formula", TABLE + "style-name"
_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?)?")
_HIDDEN = ("collapse", "filter")


class OdsSheet:
    """Takes columns, rows and cells in their order; `grid()` is the sheet."""

    def __init__(self, name: str, is_hidden: bool, styles: Styles, budget: Budget):
        self.name, self.is_hidden, self.styles, self.budget = name, is_hidden, styles, budget
        self.cells: dict[tuple[int, int], Any] = {}
        self.fonts: dict[tuple[int, int], tuple[tuple[int, str], ...]] = {}
        self.formulas: set[tuple[int, int]] = set()
        self.merges: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.row = self.columns = self.last_row = self.last_column = 0
        self.column_looks: list[tuple[int, str]] = []       # (up to column, default style)

    def add_column(self, node) -> None:
        count = _count(node, "number-columns-repeated")
        if node.get(TABLE + "visibility") in _HIDDEN:
            self.hidden_columns.update(range(self.columns, min(self.columns + count, 16_384)))
        self.columns += count
        self.column_looks.append((self.columns, node.get(TABLE + "default-cell-style-name") or ""))

    def add_row(self, node, is_hidden: bool) -> None:
        """A row with its cells; a row repeated counts as many times as it stands for."""
        count = _count(node, "number-rows-repeated")
        found, column = [], 0
        for cell in node.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
            times = _count(cell, "number-columns-repeated")
            value, runs = self._value(cell, column, node.get(TABLE + "default-cell-style-name") or "")
            if value != "":
                found.append((column, times, value, runs, cell.get(_FORMULA) is not None))
            self._merge(cell, column)
            column += times
        if found:
            self._lay_out(found, count)
        if is_hidden or node.get(TABLE + "visibility") in _HIDDEN:
            self.hidden_rows.update(range(self.row, min(self.row + count, 1_048_576)))
        self.row += count

    def _lay_out(self, found: list[tuple], count: int) -> None:
        self.last_row = self.row + count
        self.last_column = max(self.last_column, found[-1][0] + found[-1][1])
        self.budget.check_grid(self.name, self.last_row, self.last_column)
        self.budget.take_cells(self.name, count * sum(times for _, times, *_ in found))
        for row in range(self.row, self.row + count):
            for column, times, value, runs, is_formula in found:
                for place in ((row, at) for at in range(column, column + times)):
                    self.cells[place] = value
                    if runs:
                        self.fonts[place] = runs
                    if is_formula:
                        self.formulas.add(place)

    def _value(self, cell, column: int, row_look: str) -> tuple[Any, tuple]:
        kind = cell.get(_TYPE)
        if kind is None and not len(cell) and cell.get(_FORMULA) is None:
            return "", ()
        if kind not in (None, "string"):
            return _plain_value(cell, kind), ()
        fonts = self.styles.old_fonts
        own = fonts.get(cell.get(_STYLE) or row_look or self._column_look(column), "") if fonts else ""
        text, runs = cell_text(cell, fonts, own)
        return text or cell.get(OFFICE + "string-value") or cell.get(_FORMULA) or "", runs

    def _column_look(self, column: int) -> str:
        return next((look for end, look in self.column_looks if column < end), "")

    def _merge(self, cell, column: int) -> None:
        across, down = _count(cell, "number-columns-spanned"), _count(cell, "number-rows-spanned")
        if across > 1 or down > 1:
            self.merges.append(((self.row, column), (self.row + down - 1, column + across - 1)))

    def grid(self) -> SheetGrid:
        self.budget.take_grid(self.name, self.last_row, self.last_column)
        rows: list[list[Any]] = [[""] * self.last_column for _ in range(self.last_row)]
        for (row, column), value in self.cells.items():
            rows[row][column] = value
        return SheetGrid(self.name, self.is_hidden, rows, self.merges, frozenset(self.hidden_rows),
                         frozenset(self.hidden_columns), formulas=frozenset(self.formulas), fonts=self.fonts)


def _count(node, name: str) -> int:
    text = node.get(TABLE + name) or "1"
    return max(int(text), 1) if text.isdigit() and len(text) < 10 else 1


def _plain_value(cell, kind: str) -> Any:
    """A number, a share, a day, a time or yes and no; what is not understood stays the text that stands there."""
    text = {"date": cell.get(OFFICE + "date-value"), "time": cell.get(OFFICE + "time-value"),
            "boolean": cell.get(OFFICE + "boolean-value")}.get(kind, cell.get(_VALUE)) or ""
    try:
        match kind:
            case "float" | "currency":
                return float(text)
            case "percentage":
                return Percent(float(text))
            case "date":
                return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
            case "time":
                return _time(text)
            case "boolean":
                return text.upper()
    except (ValueError, OverflowError):
        pass
    return cell_text(cell, {}, "")[0] or text


def _time(text: str) -> time | timedelta:
    """A time of the day, as calamine gives it; longer ones as a duration."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(text)
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    length = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return (datetime.min + length).time() if length < timedelta(days=1) and not found[1] else length
