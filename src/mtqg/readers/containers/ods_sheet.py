"""One table of an .ods: cells as they come, repeated ones laid out, limits checked before anything is laid out."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import Any

from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.ods_styles import Styles
from mtqg.readers.containers.ods_text import cell_text
from mtqg.readers.texts import Percent
from mtqg.readers.workbook import SheetGrid

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TYPE, _VALUE, _FORMULA, _STYLE = OFFICE + "value-type", OFFICE + "value", TABLE + "formula", TABLE + "style-name"
_CELL, _COVERED, _DEFAULT = TABLE + "table-cell", TABLE + "covered-table-cell", TABLE + "default-cell-style-name"
_ROWS, _COLUMNS = TABLE + "number-rows-repeated", TABLE + "number-columns-repeated"
_DOWN, _ACROSS = TABLE + "number-rows-spanned", TABLE + "number-columns-spanned"
#: Formulas and fonts of repeated cells are noted so far.
_MAX_REPEATED = 1_000
_DURATION = re.compile(r"(-)?P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,]\d+)?S)?)?")
_HIDDEN = ("collapse", "filter")


class OdsSheet:
    """Takes columns, rows and cells in their order; `grid()` is the sheet."""

    def __init__(self, name: str, is_hidden: bool, styles: Styles, budget: Budget):
        self.name, self.is_hidden, self.styles, self.budget = name, is_hidden, styles, budget
        self.filled: list[tuple[int, int, list[tuple[int, int, Any]]]] = []     # (row, times, its (column, times, value))
        self.fonts: dict[tuple[int, int], tuple[tuple[int, str], ...]] = {}
        self.formulas: set[tuple[int, int]] = set()
        self.merges: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.row = self.columns = self.last_row = self.last_column = 0
        self.column_looks: list[tuple[int, str]] = []       # (up to column, default style)

    def add_column(self, node) -> None:
        count = _count(node.get(_COLUMNS))
        if node.get(TABLE + "visibility") in _HIDDEN:
            self.hidden_columns.update(range(self.columns, min(self.columns + count, 16_384)))
        self.columns += count
        self.column_looks.append((self.columns, node.get(_DEFAULT) or ""))

    def add_row(self, node, is_hidden: bool) -> None:
        """A row with its cells; a row repeated counts as many times as it stands for."""
        count = _count(node.get(_ROWS))
        found, column = [], 0
        for cell in node.iterchildren(_CELL, _COVERED):
            kind, repeated = cell.get(_TYPE), cell.get(_COLUMNS)
            times = 1 if repeated is None else _count(repeated)
            if kind == "float" and (number := _float(cell.get(_VALUE))) is not None:
                found.append((column, times, number))
            elif kind is not None or len(cell):
                self._add(found, cell, kind, column, times, node.get(_DEFAULT) or "")
            if (across := cell.get(_ACROSS)) or cell.get(_DOWN):
                end = self.row + _count(cell.get(_DOWN)) - 1, column + _count(across) - 1
                self.merges.append(((self.row, column), end))
            if cell.get(_FORMULA) is not None:
                self._formula(found, cell, column, count, times)
            column += times
        if found:
            self._lay_out(found, count)
        if is_hidden or node.get(TABLE + "visibility") in _HIDDEN:
            self.hidden_rows.update(range(self.row, min(self.row + count, 1_048_576)))
        self.row += count

    def _add(self, found: list, cell, kind: str | None, column: int, times: int, row_look: str) -> None:
        value, runs = self._value(cell, kind, column, row_look)
        if value != "":
            found.append((column, times, value))
            if runs:
                self.fonts |= {(self.row, at): runs for at in range(column, min(column + times, _MAX_REPEATED))}

    def _formula(self, found: list, cell, column: int, count: int, times: int) -> None:
        """A formula without a value stands there as its text: nothing was computed."""
        if not found or found[-1][0] != column:
            found.append((column, times, cell.get(_FORMULA)))
        self.formulas |= {(row, at) for row in range(self.row, self.row + min(count, _MAX_REPEATED))
                          for at in range(column, column + min(times, _MAX_REPEATED))}

    def _lay_out(self, found: list[tuple[int, int, Any]], count: int) -> None:
        self.last_row = self.row + count
        self.last_column = max(self.last_column, found[-1][0] + found[-1][1])
        self.budget.check_grid(self.name, self.last_row, self.last_column)
        self.budget.take_cells(self.name, count * sum(times for _, times, _ in found))
        self.filled.append((self.row, count, found))

    def _value(self, cell, kind: str | None, column: int, row_look: str) -> tuple[Any, tuple]:
        if kind not in (None, "string"):
            return _plain_value(cell, kind), ()
        fonts = self.styles.old_fonts
        own = fonts.get(cell.get(_STYLE) or row_look or self._column_look(column), "") if fonts else ""
        text, runs = cell_text(cell, fonts, own)
        return text or cell.get(OFFICE + "string-value") or "", runs

    def _column_look(self, column: int) -> str:
        return next((look for end, look in self.column_looks if column < end), "")

    def grid(self) -> SheetGrid:
        self.budget.take_grid(self.name, self.last_row, self.last_column)
        rows: list[list[Any]] = [[""] * self.last_column for _ in range(self.last_row)]
        for first, count, found in self.filled:
            for row in rows[first:first + count]:
                for column, times, value in found:
                    row[column:column + times] = [value] * times
        self.budget.check_texts(self.name, rows)
        return SheetGrid(self.name, self.is_hidden, rows, self.merges, frozenset(self.hidden_rows),
                         frozenset(self.hidden_columns), formulas=frozenset(self.formulas), fonts=self.fonts)


def _count(text: str | None) -> int:
    return max(int(text), 1) if text and text.isdigit() and len(text) < 10 else 1


def _float(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if isfinite(number) else None


def _plain_value(cell, kind: str) -> Any:
    """A number, a share, a day, a time or yes and no; what is not understood stays the text that stands there."""
    text = cell.get(f"{OFFICE}{kind}-value" if kind in ("date", "time", "boolean") else _VALUE) or ""
    try:
        match kind:
            case "currency" if (number := _float(text)) is not None:
                return number
            case "percentage" if (number := _float(text)) is not None:
                return Percent(number)
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
