"""Where a breach is cited: a cell of a submission, filled or empty, always by its own address."""

from __future__ import annotations

from dataclasses import dataclass

from mtqg.quality.batches import Task
from mtqg.quality.checks import Check
from mtqg.quality.culprits import Culprit
from mtqg.quality.frames import Frame
from mtqg.quality.sheets import NOWHERE, Sheet
from mtqg.registry.forms import Column


@dataclass(frozen=True)
class Place:
    """One cell; `position` is NOWHERE where nothing stands in it."""

    position: int                           # in the cells
    anchor: int                             # a cell of the same line
    cell_ref: str | None                    # A1; None when not even the column is known
    column: str                             # of the frame
    column_key: str | None                  # of the form
    indicator_code: str | None
    factor: float                           # canonical units in one unit of the cell
    form_column: Column | None = None
    is_ticked: bool = False                 # the cell says x or nothing

    @property
    def is_day(self) -> bool:
        return self.form_column is not None and self.form_column.content == "day"


def place_of_row(frame: Frame, check: Check, row: int, culprits: dict[int, Culprit]) -> Place:
    """The cell that explains the breach, if one does and the rule looks at it; else the rule's own."""
    column = check.cited
    if frame.sheet is not None:
        wanted = culprits.get(int(frame.sheet_row[row]))
        if wanted is not None:
            column = _frame_column(frame, check, row, frame.sheet.keys[wanted.place]) or column
    position = int(frame.cell_at[column][row]) if column in frame.cell_at else NOWHERE
    if position != NOWHERE:
        return _filled(frame, position, position if frame.sheet is None else int(frame.anchor[row]), column)
    return _empty(frame, row, column)


def place_of_total(task: Task, row: int, culprits: dict[int, Culprit]) -> Place:
    """The item below that is wrong in this column, if one is known to be and the total agrees on what it should be; else the
    total itself."""
    totals, at = task.totals, int(task.chosen[row])
    sheet, place, line = totals.frame.sheet, int(totals.column[at]), totals.frame.line(at)
    more = line["reported"] - line["parts"]
    wrong = [one for one in totals.below[at].tolist() if (known := culprits.get(one)) is not None and known.place == place
             and sheet.cell_at[one, place] != NOWHERE and known.would_be(sheet.number[one, place] + more)]
    line = wrong[0] if wrong else int(totals.frame.sheet_row[at])
    return _filled(totals.frame, int(sheet.cell_at[line, place]), int(sheet.anchor[line]), "item" if wrong else "reported")


def _frame_column(frame: Frame, check: Check, row: int, column_key: str) -> str | None:
    """The column of the frame that shows this column of the form, if the check looks at it."""
    if "numerator" not in frame.cell_at:
        return column_key if column_key in check.columns else None
    codes, names = frame.sheet.cells.codes("column_key")
    for side in ("rate", "numerator", "denominator"):
        at = frame.cell_at[side][row]
        if at != NOWHERE and names[codes[at]] == column_key:
            return side
    return None


def _filled(frame: Frame, position: int, anchor: int, column: str) -> Place:
    cells = frame.cells
    key, indicator = cells.text("column_key", position), cells.text("indicator_code", position)
    known = frame.sheet.block.by_key.get(key) if frame.sheet else None
    is_ticked = known is not None and known.vocabulary == "met" and cells.text("row_role", position) == "item"
    reference = cells.table["cell_ref"].iat[position]
    return Place(position, anchor, reference, column, key, indicator, float(cells.factor[position]), known, is_ticked)


def _empty(frame: Frame, row: int, column: str) -> Place:
    """An empty cell: its address follows from the column of the sheet and the line."""
    anchor, sheet = int(frame.anchor[row]), frame.sheet
    if sheet is None or column not in sheet.keys:
        return Place(NOWHERE, anchor, None, column, None, None, 1.0)
    line, place = int(frame.sheet_row[row]), sheet.keys.index(column)
    number = int(sheet.column_no[sheet.submission[line], place])
    row_no = int(sheet.cells.table["row_no"].iat[anchor])
    form_column = sheet.columns[place]
    return Place(NOWHERE, anchor, f"{letters(number)}{row_no}" if number else None, column, column, form_column.indicator,
                 _factor_beside(sheet, line, place), form_column)


def _factor_beside(sheet: Sheet, line: int, place: int) -> float:
    """The factor of the column's other cells in the same submission."""
    beside = sheet.cell_at[sheet.submission == sheet.submission[line], place]
    beside = beside[beside != NOWHERE]
    return float(sheet.cells.factor[beside[0]]) if len(beside) else 1.0


def letters(number: int) -> str:
    """Column 28 as `AB`."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
