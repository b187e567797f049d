"""What a finding says of a cell, as plain numbers in the unit of that cell (`1234.5`); messages make them readable."""

from __future__ import annotations

import math
from datetime import date

from mtqg.quality.batches import Task
from mtqg.quality.cells import Cells
from mtqg.quality.checks import Check, Expected, plain
from mtqg.quality.frames import Frame
from mtqg.quality.places import Place
from mtqg.quality.rates import part_expected
from mtqg.quality.sheets import NOWHERE

#: Decimals of what is computed as a rate or a mean; sums are shown as they are.
_RATE_DIGITS = 2


def actual_text(cells: Cells, place: Place) -> str | None:
    """What stands in the cell: a tick or a text as typed, a number plainly; None where it is empty."""
    if place.position == NOWHERE:
        return None
    number = cells.number[place.position]
    if math.isnan(number) or (place.form_column and place.form_column.vocabulary):
        return str(cells.table["value_text"].iat[place.position]) or None
    return plain(number / place.factor)


def expected_text(task: Task, check: Check, row: int, place: Place, values: dict[str, float]) -> str | None:
    """What should stand in the cell; None where the rule cannot know."""
    if task.totals:
        item = values["reported"] - values["parts"]
        own = task.frame.cells.number[place.position] + item if place.column == "item" else values["parts"]
        return _printed(Expected(own), place, _digits(place))
    if "numerator" in task.frame.cell_at:
        return _printed(Expected(part_expected(place.column, values)), place, _RATE_DIGITS)
    if check.rule.reports.expected and place.column == check.cited:
        return check.rule.reports.expected.format_map(_in_units(task.frame, row, place, values))
    return _printed(check.expected(values, place.column), place)


def _printed(expected: Expected, place: Place, digits: int = 6) -> str | None:
    if expected.text is not None:
        return expected.text
    if expected.number is None or not math.isfinite(expected.number):
        return None
    if place.is_day:
        return f"{expected.sign}{_day(expected.number)}"
    low = plain(expected.number / place.factor, digits)
    if place.is_ticked and low in ("0", "1"):
        return "x" if low == "1" else "0"
    if expected.upper is not None:
        return f"{low} – {plain(expected.upper / place.factor, digits)}"
    return f"{expected.sign}{low}"


def _in_units(frame: Frame, row: int, place: Place, values: dict[str, float]) -> dict[str, str]:
    """Every figure of the line as it is written in its own cell."""
    found = {}
    days = _days(frame)
    for name, value in values.items():
        if name in days:
            found[word(name)] = _day(value)
            continue
        at = frame.cell_at[name][row] if name in frame.cell_at else NOWHERE
        factor = float(frame.cells.factor[at]) if at != NOWHERE else place.factor if name in ("parts", "reported") else 1.0
        digits = _RATE_DIGITS if name == "computed" else _digits(place) if name == "parts" else 6
        found[word(name)] = plain(value / factor, digits)
    return found


def _days(frame: Frame) -> set[str]:
    """Columns of the frame that hold ordinals of days."""
    return {"period_end", *(one.column_key for one in frame.sheet.columns if one.content == "day")} if frame.sheet else set()


def _day(ordinal: float) -> str:
    return "" if math.isnan(ordinal) else f"{date.fromordinal(int(ordinal)):%d/%m/%Y}"


def _digits(place: Place) -> int:
    return _RATE_DIGITS if place.form_column and place.form_column.total == "weighted_mean" else 6


def word(column: str) -> str:
    """The column of a frame as messages name it: `GN.HN:NHAN_KHAU` is {gn_hn_nhan_khau}."""
    return column.replace(".", "_").replace(":", "_").lower()


def details_of(cells: Cells, frame: Frame, check: Check, row: int, place: Place, values: dict[str, float]) -> dict[str, str]:
    """The further words of the rule's messages, and `row`: what the line calls itself."""
    wanted = check.rule.placeholders
    known = _in_units(frame, row, place, values) if wanted - {"actual", "expected", "row", "column"} else {}
    column = place.form_column.label_vi if place.form_column else _indicator_name(cells, place)
    return {"row": cells.label(place.anchor), "column": column, **{name: text for name, text in known.items() if name in wanted}}


def _indicator_name(cells: Cells, place: Place) -> str:
    indicator = cells.registry.indicators.get(place.indicator_code or "")
    return indicator.name_vi if indicator else place.column_key or ""
