"""A block of every submission as matrices: row of the sheet x column of the form."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtqg.quality.cells import Cells
from mtqg.registry.forms import Block, Column

NOWHERE = -1


@dataclass(frozen=True)
class Sheet:
    """Rows are lines of the sheets of all submissions; a unit that stands twice has two."""

    cells: Cells
    block: Block
    columns: tuple[Column, ...]
    number: np.ndarray                      # row x column: figures in canonical measure units
    cell_at: np.ndarray                     # row x column: position in the cells, NOWHERE where nothing stands
    anchor: np.ndarray                      # first cell of each row
    column_no: np.ndarray                   # submission x column: where the column stands, 0 where no cell of it does

    @property
    def keys(self) -> list[str]:
        return [column.column_key for column in self.columns]

    @property
    def submission(self) -> np.ndarray:
        """Integer of each row's submission."""
        return self.cells.codes("submission_id")[0][self.anchor]

    def text(self, column: str) -> np.ndarray:
        """A column of the long table, one value a row."""
        codes, values = self.cells.codes(column)
        return np.array([*values, None], dtype=object)[codes[self.anchor]]

    def label_cells(self, role: str) -> np.ndarray:
        """Position of each row's cell in the column of a label role (origin_year), NOWHERE where there is none."""
        column = self.block.with_role(role)
        if column is None:
            return np.full(len(self.anchor), NOWHERE)
        at = np.flatnonzero(self.cells.equal("column_key", column.column_key))
        lines = self.cells.line
        found = dict(zip(lines[at].tolist(), at.tolist(), strict=True))
        return np.array([found.get(line, NOWHERE) for line in lines[self.anchor].tolist()], dtype=np.int64)

    def role(self, name: str) -> np.ndarray:
        """Rows of a role: item, subtotal, total."""
        return self.cells.equal("row_role", name)[self.anchor]

    def row_names(self) -> list[str]:
        """`<submission> <sheet>!<row>`: unique, and readable in the Data Docs."""
        rows = self.cells.table["row_no"].to_numpy()[self.anchor]
        names = zip(self.text("submission_id"), self.text("sheet"), rows, strict=True)
        return [f"{one} {sheet}!{row}" for one, sheet, row in names]

    def period_end(self) -> np.ndarray:
        """The ordinal of the last day of each row's period."""
        ends = [self.cells.period_end.get(one) for one in self.cells.submission_ids]
        return np.array([end.toordinal() if end else np.nan for end in ends], dtype=float)[self.submission]

    def plan_year(self) -> np.ndarray:
        """The year of each row's submission."""
        years = [self.cells.period_end[one].year if one in self.cells.period_end else np.nan for one in self.cells.submission_ids]
        return np.array(years, dtype=float)[self.submission]


def read_sheet(cells: Cells, block: Block) -> Sheet:
    """The block of every submission."""
    columns = tuple(column for column in block.columns if column.is_value)
    place = {column.column_key: number for number, column in enumerate(columns)}
    codes, names = cells.codes("column_key")
    column = np.array([*(place.get(name, NOWHERE) for name in names), NOWHERE])[codes]
    in_block = cells.equal("block_code", block.block_code) & (cells.table["part_no"].to_numpy() == 0)
    inside = np.flatnonzero(in_block & (cells.codes("row_role")[0] >= 0) & (column >= 0))
    row, keys = pd.factorize(cells.key("submission_id", "sheet", "row_no")[inside])
    anchor = np.zeros(len(keys), dtype=np.int64)
    anchor[row[::-1]] = inside[::-1]
    number = np.full((len(keys), len(columns)), np.nan)
    cell_at = np.full(number.shape, NOWHERE)
    figures = cells.is_filled[inside]
    number[row[figures], column[inside][figures]] = cells.number[inside][figures]
    cell_at[row[figures], column[inside][figures]] = inside[figures]
    _read_words(cells, columns, number, cell_at)
    for position, one in enumerate(columns):
        if one.blank == "zero":
            number[cells.equal("row_role", "item")[anchor] & (cell_at[:, position] == NOWHERE), position] = 0.0
    return Sheet(cells, block, columns, number, cell_at, anchor, _column_numbers(cells, column, in_block, len(columns)))


def _read_words(cells: Cells, columns: tuple[Column, ...], number: np.ndarray, cell_at: np.ndarray) -> None:
    """In columns of days the ordinal of the day stands for it, in columns of texts 1 for whatever stands there."""
    for place, one in enumerate(columns):
        if one.content == "number":
            continue
        rows = np.flatnonzero(cell_at[:, place] != NOWHERE)
        rows = rows[cells.is_accepted[cell_at[rows, place]]]
        number[rows, place] = 1.0 if one.content == "text" else _ordinals(cells)[cell_at[rows, place]]


def _ordinals(cells: Cells) -> np.ndarray:
    """The day of every cell as a number; NaN where it has none."""
    codes, days = cells.codes("as_of_date")
    return np.array([*(day.toordinal() for day in days), np.nan])[codes]


def _column_numbers(cells: Cells, column: np.ndarray, in_block: np.ndarray, count: int) -> np.ndarray:
    numbers = np.zeros((len(cells.submission_ids), count), dtype=np.int64)
    known = np.flatnonzero(in_block & (column >= 0))
    numbers[cells.codes("submission_id")[0][known], column[known]] = cells.table["column_no"].to_numpy()[known]
    return numbers
