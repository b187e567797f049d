"""Findings that mending another one mends as well: told under that one, each still by its own name and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from mtqg.feedback.ooxml.addresses import Cell
from mtqg.feedback.placing import Placed
from mtqg.feedback.remarks import SEVERITIES

#: Rules that set a whole row aside: what stands in it is missing in the totals.
_ROW_SET_ASIDE = ("COMMON-R009", "COMMON-R010")
#: Rules that refuse a figure that takes away where it should add: what it should be nobody knows.
_NEGATIVE = ("COMMON-R030",)
_NEAR = 1e-6
Content = Callable[[str, Cell], object]
Causes = dict[tuple, list[tuple[int, float | None]]]


def fold(placed: Sequence[Placed], content: Content) -> dict[int, int]:
    """Position of a finding -> position of the one that implies it, which is itself implied by none.

    Two findings at one cell that would have the same value there are mended together; a total is off by exactly what an
    item of its column (or all its wrong items together) is off by, or by what stands in a row that was set aside; a rule may
    name others (`implied_by`) whose breach in the same line it follows from.
    """
    above = _same_cell(placed)
    _same_line(placed, above)
    causes = _causes(placed, content, above)
    for number, one in enumerate(placed):
        gap = _gap(one)
        if number in above or gap is None or not one.remark.is_total:
            continue
        of_column = causes.get((one.remark.sheet, one.cell[1]), [])
        cause = next((cause for cause, amount in of_column if amount is not None and gap and _is_near(-gap, amount)), None)
        if cause is None and gap < 0:       # more was added up than stands below: what is not filled in
            cause = next((cause for cause, amount in of_column if amount is None), None)
        if cause is not None:
            above[number] = cause
    return {number: _first(number, above) for number in above}


def _same_cell(placed: Sequence[Placed]) -> dict[int, int]:
    """Of the findings that want one value in one cell the gravest stands above the others; a total stands below its item."""
    at: dict[tuple, list[int]] = defaultdict(list)
    for number, one in enumerate(placed):
        wanted = _number(one.remark.expected)
        if one.cell and wanted is not None and not one.remark.waiver:
            at[one.remark.sheet, one.cell].append(number)
    above = {}
    for members in at.values():
        members.sort(key=lambda number: (
            SEVERITIES.index(placed[number].remark.severity), placed[number].remark.is_total, number))
        for place, number in enumerate(members):
            like = [other for other in members[:place] if other not in above and _is_near(
                _number(placed[other].remark.expected) or 0.0, _number(placed[number].remark.expected) or 0.0)]
            if like:
                above[number] = like[0]
    return above


def _same_line(placed: Sequence[Placed], above: dict[int, int]) -> None:
    """A finding whose rule says so follows from those of the named rules in its line."""
    lines: dict[tuple, list[int]] = defaultdict(list)
    for number, one in enumerate(placed):
        if one.cell and not one.remark.waiver:
            lines[one.remark.sheet, one.cell[0]].append(number)
    for members in lines.values():
        for number in members:
            cause = next((other for other in members if other not in above
                          and placed[other].remark.rule_id in placed[number].remark.implied_by), None)
            if cause is not None and cause != number and number not in above:
                above[number] = cause


def _causes(placed: Sequence[Placed], content: Content, above: dict[int, int]) -> Causes:
    """(sheet, column) -> (finding, by how much it makes the column too small; None: a figure is missing or refused)."""
    wrong: Causes = defaultdict(list)
    for number, one in enumerate(placed):
        gap = _gap(one)
        is_unknown = not one.remark.actual and not one.remark.expected and one.remark.scope == "workbook"
        if one.cell and (is_unknown or one.remark.rule_id in _NEGATIVE) and number not in above:
            wrong[one.remark.sheet, one.cell[1]].append((number, None))
        if gap is not None and not one.remark.is_total and number not in above and not one.remark.waiver:
            wrong[one.remark.sheet, one.cell[1]].append((number, gap))
    for items in wrong.values():
        known = [amount for _, amount in items if amount is not None]
        if len(known) > 1:
            items.append((next(number for number, amount in items if amount is not None), sum(known)))
    aside = [number for number, one in enumerate(placed) if one.cell and one.remark.rule_id in _ROW_SET_ASIDE]
    for one in placed:
        if one.remark.is_total and one.cell:
            for number in aside:
                value = content(placed[number].remark.sheet or "", (placed[number].cell[0], one.cell[1]))
                if placed[number].remark.sheet == one.remark.sheet and isinstance(value, float | int):
                    wrong[one.remark.sheet, one.cell[1]].append((number, float(value)))
    return wrong


def _gap(one: Placed) -> float | None:
    """What should stand in the cell less what stands there."""
    wanted, found = _number(one.remark.expected), _number(one.remark.actual or "0")
    return None if one.cell is None or wanted is None or found is None else wanted - found


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text and text[:1] in "-0123456789" else None
    except ValueError:
        return None


def _first(number: int, above: dict[int, int]) -> int:
    while number in above:
        number = above[number]
    return number


def _is_near(one: float, other: float) -> bool:
    return abs(one - other) <= max(_NEAR, _NEAR * max(abs(one), abs(other)))
