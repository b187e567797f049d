"""Workbooks as grids of cells that know how they must be read; cases move and change them, then they are painted."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from mtqg.model import METADATA_SHEET
from mtqg.readers.cells import address
from mtqg.readers.container import open_container
from mtqg.readers.workbook import read_grids
from mtqg.registry import Registry
from mtqg.templates import FormFill, write_workbook


@dataclass(frozen=True)
class Cell:
    """What stands in the workbook, and what must be made of it; `status` None: the case says nothing."""

    typed: Any
    row_key: str | None = None
    column_key: str | None = None
    number: Decimal | None = None
    status: str | None = None
    is_error: bool = False
    is_percent: bool = False


@dataclass
class Sheet:
    """One sheet: (row, column) -> cell, 0-based."""

    name: str
    cells: dict[tuple[int, int], Cell]
    merges: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)

    def at(self, row_key: str, column_key: str) -> tuple[int, int]:
        return next(at for at, cell in self.cells.items() if (cell.row_key, cell.column_key) == (row_key, column_key))

    def find(self, text: str) -> tuple[int, int]:
        """Where a text begins with `text`."""
        return next(at for at, cell in self.cells.items() if str(cell.typed).startswith(text))

    def type(self, at: tuple[int, int], typed: Any, **fate: Any) -> str:
        """Types something else into a cell; its address is returned."""
        self.cells[at] = replace(self.cells.get(at, Cell("")), typed=typed, **fate)
        return address(*at)

    def set_row(self, row: int, **fate: Any) -> None:
        for at in [at for at in self.cells if at[0] == row]:
            self.cells[at] = replace(self.cells[at], **fate)

    def move(self, place: Callable[[int, int], tuple[int, int]]) -> None:
        """Every cell to another place."""
        self.cells = {place(*at): cell for at, cell in self.cells.items()}
        self.merges = [(place(*begin), place(*end)) for begin, end in self.merges]

    def drop_row(self, row: int) -> None:
        self.cells = {(r - (r > row), c): cell for (r, c), cell in self.cells.items() if r != row}
        self.merges = [((a - (a > row), b), (c - (c > row), d)) for (a, b), (c, d) in self.merges if a != row]

    def insert_row(self, row: int, cells: dict[int, Cell]) -> None:
        self.move(lambda r, c: (r + (r >= row), c))
        self.cells |= {(row, column): cell for column, cell in cells.items()}


def sheet_of(registry: Registry, form_code: str, fill: FormFill, numbers: dict) -> Sheet:
    """The report as the form's writer lays it out, without hidden metadata."""
    written = write_workbook(registry, form_code, fill)
    grid = next(g for g in read_grids(written.content, open_container(written.content).archive) if g.name != METADATA_SHEET)
    keys = {ref: key for key, (_, ref) in written.addresses.items()}
    cells = {}
    for row, values in enumerate(grid.rows):
        for column, typed in enumerate(values):
            if typed != "":
                key = keys.get(address(row, column), (None, None))
                status = "accepted" if key in numbers else None
                cells[row, column] = Cell(typed, *key, numbers.get(key), status)
    return Sheet(grid.name, cells, list(grid.merges))


def paint(*sheets: Sheet) -> bytes:
    """The workbook; the same sheets give the same bytes."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": datetime(2021, 1, 1)})
    percent = book.add_format({"num_format": "0.00%"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for (row, column), cell in sheet.cells.items():
            if cell.is_error:
                page.write_formula(row, column, "=1/0", None, cell.typed)
            elif isinstance(cell.typed, bool):
                page.write_boolean(row, column, cell.typed)
            elif isinstance(cell.typed, datetime):
                page.write_datetime(row, column, cell.typed, day)
            elif cell.typed == "":
                continue                # part of a merged cell
            elif isinstance(cell.typed, str):
                page.write_string(row, column, cell.typed)
            else:
                page.write_number(row, column, cell.typed, percent if cell.is_percent else None)
        for begin, end in sheet.merges:
            if begin in sheet.cells and not sheet.cells[begin].is_error:
                page.merge_range(*begin, *end, sheet.cells[begin].typed)
        for row in sheet.hidden_rows:
            page.set_row(row, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column, column, None, None, {"hidden": True})
    book.close()
    return buffer.getvalue()
