"""What is wrong in a column, and by how much: what a total above or below it is off by follows from that."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from mtqg.feedback.ooxml.addresses import Cell
from mtqg.feedback.placing import Placed

#: Rules that set a whole row aside: what stands in it is missing in the totals.
_ROW_SET_ASIDE = ("COMMON-R009", "COMMON-R010", "COMMON-R018")
#: Rules that refuse a figure that takes away where it should add: what it should be nobody knows.
_NEGATIVE = ("COMMON-R030",)
#: What counts as one where totals count ticks.
_TICKS = ("x", "✓", "v", "đạt", "có")
_NEAR = 1e-6
#: So many causes of one column are tried together.
_MOST_TOGETHER = 8
_BOUND = re.compile(r"(≤|≥) (-?\d+(?:\.\d+)?)|(-?\d+(?:\.\d+)?) – (-?\d+(?:\.\d+)?)")


@dataclass
class Causes:
    """The findings of one column of figures, by what they say of its sum."""

    exact: dict[int, float] = field(default_factory=dict)       # finding -> by how much it makes the column too small
    unknown: list[int] = field(default_factory=list)            # a figure that is missing or refused
    bounded: list[tuple[int, float, str]] = field(default_factory=list)     # (finding, the figure, the bound it breaks)

    def of(self, gap: float, total: float = 0.0) -> int | None:
        """The finding from which it follows that a total lacks `gap`: what is off by that much, alone or with others; a figure
        that is not filled in, where the total holds more than its parts; one out of bounds that the difference brings back, or
        whose bounds a mean keeps and would no more."""
        alone = next((number for number, amount in self.exact.items() if gap and is_near(-gap, amount)), None)
        if alone is not None or not gap:
            return alone
        if gap < 0 and self.unknown:
            return self.unknown[0]
        if (together := self._together(gap)) is not None:
            return together
        return next((number for number, figure, bound in self.bounded if is_within(bound, figure - gap) or (
            "–" in bound and is_within(bound, total) and not is_within(bound, total + gap))), None)

    def _together(self, gap: float) -> int | None:
        sizes = range(2, len(self.exact) + 1) if len(self.exact) <= _MOST_TOGETHER else (len(self.exact),)
        return next((some[0][0] for size in sizes for some in combinations(self.exact.items(), size)
                     if is_near(-gap, sum(amount for _, amount in some))), None)


def causes_of(placed: Sequence[Placed], content: Callable[[str, Cell], object],
              above: Mapping[int, int]) -> defaultdict[tuple, Causes]:
    """(sheet, column) -> its causes: findings at items that are implied by no other, and rows that were set aside."""
    wrong: defaultdict[tuple, Causes] = defaultdict(Causes)
    for number, one in enumerate(placed):
        remark = one.remark
        if one.cell is None or number in above:
            continue
        of_column = wrong[remark.sheet, one.cell[1]]
        if remark.rule_id in _NEGATIVE or (not remark.actual and not remark.expected and remark.scope == "workbook"):
            of_column.unknown.append(number)
        elif remark.is_total or remark.waiver:
            continue
        elif (gap := gap_of(one)) is not None:
            of_column.exact.setdefault(number, gap)
        elif (figure := number_of(remark.actual)) is not None and _BOUND.fullmatch(remark.expected or ""):
            of_column.bounded.append((number, figure, remark.expected or ""))
    aside = [(number, one) for number, one in enumerate(placed) if one.cell and one.remark.rule_id in _ROW_SET_ASIDE]
    for total in (one for one in placed if one.remark.is_total and one.cell):
        for number, one in aside:
            value = content(one.remark.sheet or "", (one.cell[0], total.cell[1]))
            amount = 1.0 if isinstance(value, str) and value.strip().lower() in _TICKS else value
            if one.remark.sheet == total.remark.sheet and isinstance(amount, float | int):
                wrong[total.remark.sheet, total.cell[1]].exact[number] = float(amount)
    return wrong


def gap_of(one: Placed) -> float | None:
    """What should stand in the cell less what stands there."""
    wanted, found = number_of(one.remark.expected), number_of(one.remark.actual or "0")
    return None if one.cell is None or wanted is None or found is None else wanted - found


def number_of(text: str | None) -> float | None:
    try:
        return float(text) if text and text[:1] in "-0123456789" else None
    except ValueError:
        return None


def is_within(bound: str | None, value: float | None) -> bool:
    """`≤ 5`, `≥ 5` and `2 – 5` hold for the value."""
    found = _BOUND.fullmatch(bound or "")
    if found is None or value is None:
        return False
    if found[1]:
        return value <= float(found[2]) if found[1] == "≤" else value >= float(found[2])
    return float(found[3]) <= value <= float(found[4])


def is_near(one: float, other: float, apart: float = _NEAR) -> bool:
    return abs(one - other) <= max(_NEAR, apart * max(abs(one), abs(other)))
