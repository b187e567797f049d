"""Findings that mending another one mends as well: told under that one, each still by its own name and place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from mtqg.feedback.causes import causes_of, gap_of, is_near, is_within, number_of
from mtqg.feedback.ooxml.addresses import Cell
from mtqg.feedback.placing import Placed
from mtqg.feedback.remarks import SEVERITIES

#: Values that two rules want in one cell are one value when they lie so near: a rate is printed with two decimals.
_SAME_VALUE = 1e-3
Content = Callable[[str, Cell], object]


def fold(placed: Sequence[Placed], content: Content) -> dict[int, int]:
    """Position of a finding -> position of the one that implies it, which is itself implied by none.

    Two findings at one cell that would have the same value there are mended together, and with them one that only sets a
    bound which that value keeps; a total follows from what is wrong in its column where that explains by how much it is off
    (see `causes`); a rule may name others (`implied_by`) whose breach in the same line it follows from.
    """
    above = _same_cell(placed)
    _same_line(placed, above)
    causes = causes_of(placed, content, above)
    for number, one in enumerate(placed):
        gap = gap_of(one)
        if number in above or gap is None or not one.remark.is_total:
            continue
        cause = causes[one.remark.sheet, one.cell[1]].of(gap, number_of(one.remark.actual) or 0.0)
        if cause is not None:
            above[number] = cause
    return {number: _first(number, above) for number in above}


def _same_cell(placed: Sequence[Placed]) -> dict[int, int]:
    """Of the findings that want one value in one cell the gravest stands above the others; a total stands below its item,
    and a bound below the value that keeps it."""
    at: dict[tuple, list[int]] = defaultdict(list)
    for number, one in enumerate(placed):
        if one.cell and one.remark.expected and not one.remark.waiver:
            at[one.remark.sheet, one.cell].append(number)
    above: dict[int, int] = {}
    for members in at.values():
        exact = [number for number in members if number_of(placed[number].remark.expected) is not None]
        exact.sort(key=lambda number: (SEVERITIES.index(placed[number].remark.severity), placed[number].remark.is_total, number))
        for place, number in enumerate(exact):
            wanted = number_of(placed[number].remark.expected) or 0.0
            like = next((other for other in exact[:place] if other not in above and is_near(
                number_of(placed[other].remark.expected) or 0.0, wanted, _SAME_VALUE)), None)
            if like is not None:
                above[number] = like
        for number in members if exact else ():
            if is_within(placed[number].remark.expected, number_of(placed[exact[0]].remark.expected)):
                above[number] = exact[0]
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


def _first(number: int, above: dict[int, int]) -> int:
    while number in above:
        number = above[number]
    return number
