"""What goes into a workbook and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class FillRow:
    """Figures of one row; `labels` replaces what the form would print in label columns (name, unit, period, note).

    `block_code` says of which block, where the form has several (None: the first).
    """

    row_key: str
    values: dict[str, Value]
    labels: dict[str, str] | None = None
    block_code: str | None = None


@dataclass(frozen=True, slots=True)
class FormFill:
    """A whole report. Rows whose key is that of a total (`_T|_T|_T`, a programme, the province) replace the computed total."""

    source_code: str
    admin_unit_code: str
    period_code: str
    as_of_date: date | None = None      # None: the last day of the period
    rows: list[FillRow] = field(default_factory=list)
    totals: bool = True
    vintage: str | None = None          # preliminary or official, for forms that say it

    def of_block(self, block_code: str, is_first: bool) -> FormFill:
        """The same report with the rows of one block."""
        mine = (block_code, None) if is_first else (block_code,)
        return replace(self, rows=[row for row in self.rows if row.block_code in mine])


@dataclass(frozen=True, slots=True)
class Written:
    """An .xlsx and where each cell went: (row_key, column_key) -> (sheet, A1 address)."""

    content: bytes
    addresses: dict[tuple[str, str], tuple[str, str]]


@dataclass(slots=True)
class Line:
    """One row of the table as it will be printed."""

    row_key: str
    row_role: Literal["item", "subtotal", "total", "heading"]
    cells: dict[str, Value]
    depth: int = 0
