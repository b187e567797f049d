"""Wide frames: what expectations look at. One row a line of the sheet (or a figure), one column a column of the form.

Every frame knows which cell stands behind each of its figures, so that a breach is cited at its cell. A row with an
input missing is not judged by the rule that needs it; that the input is missing is a finding of its own where the
form requires it (rules with ExpectColumnValuesToNotBeNull), so nothing passes silently.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from mtqg.quality.cells import Cells
from mtqg.quality.sheets import NOWHERE, Sheet
from mtqg.registry import limits


@dataclass(frozen=True)
class Frame:
    """`values` is indexed by a text that names the row; every other array is parallel to it."""

    cells: Cells
    values: pd.DataFrame                    # numbers, in canonical measure units
    cell_at: dict[str, np.ndarray]          # column -> position in the cells; NOWHERE where nothing stands
    anchor: np.ndarray                      # position of a cell of the same line
    sheet: Sheet | None = None              # the block it was cut from
    sheet_row: np.ndarray | None = None     # row of that block; NOWHERE where it is none
    role: np.ndarray | None = None          # item, subtotal, total

    @cached_property
    def _matrix(self) -> np.ndarray:
        return self.values.to_numpy(dtype=float)

    @cached_property
    def _columns(self) -> list[str]:
        return list(self.values.columns)

    def line(self, row: int) -> dict[str, float]:
        """The figures of a row by column."""
        return dict(zip(self._columns, self._matrix[row].tolist(), strict=True))

    def is_complete(self, row: int, columns: list[str]) -> bool:
        """Whether the row has a figure in each of these columns."""
        return not any(np.isnan(self._matrix[row, self._columns.index(name)]) for name in columns)

    def subset(self, chosen: np.ndarray) -> Frame:
        """The rows at these positions."""
        if len(chosen) == len(self.values):
            return self
        rows, roles = (None if one is None else one[chosen] for one in (self.sheet_row, self.role))
        cell_at = {name: at[chosen] for name, at in self.cell_at.items()}
        return Frame(self.cells, self.values.iloc[chosen], cell_at, self.anchor[chosen], self.sheet, rows, roles)


def sheet_frame(sheet: Sheet) -> Frame:
    """A row a line of the sheet, a column a figure of the form; beside them `origin_year`, `plan_year` and `period_end`."""
    values = pd.DataFrame(sheet.number, index=sheet.row_names(), columns=sheet.keys)
    values["origin_year"] = pd.to_numeric(sheet.text("origin_year"), errors="coerce").astype(float)
    values["plan_year"], values["period_end"] = sheet.plan_year(), sheet.period_end()
    cell_at = {key: sheet.cell_at[:, place] for place, key in enumerate(sheet.keys)}
    cell_at["origin_year"] = sheet.label_cells("origin_year")
    return Frame(sheet.cells, values, cell_at, sheet.anchor, sheet, np.arange(len(values)), sheet.text("row_role"))


def indicators_frame(cells: Cells) -> Frame:
    """A row a (submission, unit, period, value kind), a column an `INDICATOR` or `INDICATOR:BREAKDOWN`."""
    chosen = np.flatnonzero(~np.isnan(cells.number) & (cells.codes("indicator_code")[0] >= 0))
    row, keys = pd.factorize(cells.key("submission_id", "admin_unit_code", "period_code", "value_kind")[chosen])
    column, names = _figure_names(cells, chosen)
    number = np.full((len(keys), len(names)), np.nan)
    cell_at = np.full(number.shape, NOWHERE)
    number[row[::-1], column[::-1]] = cells.number[chosen[::-1]]      # of two cells for one figure the first is judged
    cell_at[row[::-1], column[::-1]] = chosen[::-1]
    anchor = np.zeros(len(keys), dtype=np.int64)
    anchor[row[::-1]] = chosen[::-1]
    parts = [_texts(cells, name, anchor) for name in ("submission_id", "admin_unit_code", "period_code", "value_kind")]
    values = pd.DataFrame(number, index=[" ".join(map(str, words)) for words in zip(*parts, strict=True)], columns=names)
    return Frame(cells, values, {name: cell_at[:, place] for place, name in enumerate(names)}, anchor)


def _figure_names(cells: Cells, chosen: np.ndarray) -> tuple[np.ndarray, list[str]]:
    column, keys = pd.factorize(cells.key("indicator_code", "breakdown_code")[chosen])
    first = np.zeros(len(keys), dtype=np.int64)
    first[column[::-1]] = chosen[::-1]
    pairs = zip(_texts(cells, "indicator_code", first), _texts(cells, "breakdown_code", first), strict=True)
    return column, [code if breakdown in (None, "_T") else f"{code}:{breakdown}" for code, breakdown in pairs]


def cells_frame(cells: Cells) -> Frame:
    """A row a figure: `share` (percentages of a whole), `amount` (what cannot be negative), `fraction` (of what is counted),
    `money` (đồng), `count`."""
    chosen = np.flatnonzero(~np.isnan(cells.number) & (cells.codes("indicator_code")[0] >= 0))
    number = cells.number[chosen]
    kinds = {name: _by_indicator(cells, test)[chosen] for name, test in _KINDS.items()}
    counted = np.where(kinds["fraction"], np.abs(number - np.rint(number)), np.nan)
    values = pd.DataFrame({"share": np.where(kinds["share"], number, np.nan),
                           "amount": np.where(kinds["amount"], number, np.nan), "fraction": counted,
                           **{name: np.where(kinds[name], number, np.nan) for name in ("money", "count")}})
    return Frame(cells, values, dict.fromkeys(values.columns, chosen), chosen, role=_texts(cells, "row_role", chosen))


#: Which indicators are shares of a whole (not a ratio to a plan), cannot be negative, are counts.
_KINDS: dict[str, Callable] = {
    "share": limits.is_share, "amount": limits.is_amount, "fraction": limits.is_counted,
    "money": lambda one, unit: unit.quantity == "money", "count": lambda one, unit: unit.quantity == "count",
}


def _by_indicator(cells: Cells, test: Callable) -> np.ndarray:
    """What the test says of the indicator of each cell."""
    codes, names = cells.codes("indicator_code")
    indicators, units = cells.registry.indicators, cells.registry.measure_units
    said = [name in indicators and test(indicators[name], units[indicators[name].measure_unit_code]) for name in names]
    return np.array([*said, False], dtype=bool)[codes]


def _texts(cells: Cells, column: str, positions: np.ndarray) -> np.ndarray:
    codes, values = cells.codes(column)
    return np.array([*values, None], dtype=object)[codes[positions]]
