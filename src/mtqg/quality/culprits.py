"""Which cell explains a breach: one wrong figure breaks several rules, and the figures beside it are right.

Of the figures of a line, the culprit stands in every broken rule of the line and in no identity that holds, and every
broken identity would have it be the same; where a total does not agree with its column, the figure of that column is
preferred. Where that leaves none or several, the rule's own column is cited.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from mtqg.quality.checks import Check
from mtqg.quality.frames import Frame
from mtqg.quality.rates import part_expected
from mtqg.quality.sheets import NOWHERE
from mtqg.quality.totals import Totals

#: How far the values may lie apart that two identities would have for one figure: roundings, and a rate of few digits.
_APART, _RATE_STEP = 0.01, 0.01
_RATE = ("rate", "numerator", "denominator")


@dataclass(frozen=True)
class Breach:
    """A check broken in a row of its frame; `columns`: form column (its place in the sheet) -> column of the frame."""

    frame: Frame
    check: Check
    row: int
    columns: dict[int, str]

    def would_be(self, place: int) -> tuple[float, float]:
        """(what the identity would have for the figure, how exact that is)."""
        values = self.frame.line(self.row)
        if "numerator" in self.frame.cell_at:
            value = part_expected(self.columns[place], values)
            return value, abs(value) * max(_APART, _RATE_STEP / values["rate"] if values["rate"] else 1.0)
        value = self.check.expected(values, self.columns[place]).number
        return (np.nan if value is None else value), 2 * self.check.kwargs.get("tolerance", 0.0)


@dataclass(frozen=True)
class Culprit:
    """The figure in a form column (its place) that is wrong, what it should be and how exact that is."""

    place: int
    value: float
    exact: float

    def would_be(self, value: float) -> bool:
        """Whether the value is what the figure should be."""
        return abs(value - self.value) <= max(self.exact, _APART * abs(self.value))


@dataclass
class Evidence:
    """What is known of one sheet (a block of all submissions), by its rows."""

    broken: dict[int, list[Breach]] = field(default_factory=lambda: defaultdict(list))
    holding: list[tuple[Frame, Check, set[int]]] = field(default_factory=list)       # identities, with their broken rows
    suspected: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # columns whose total disagrees

    def add(self, frame: Frame, check: Check, rows: np.ndarray) -> None:
        """A check was run on the frame and these rows broke it."""
        if is_identity(frame, check) and check.columns != ["gross_gap"]:    # a rate holds when it is not even slightly off
            self.holding.append((frame, check, set(rows.tolist())))
        for row in rows.tolist():
            columns = columns_of(frame, check, row)
            if columns:
                self.broken[int(frame.sheet_row[row])].append(Breach(frame, check, row, columns))

    def add_totals(self, totals: Totals, rows: np.ndarray) -> None:
        """These totals disagree with what is below them."""
        for row in rows.tolist():
            for one in (*totals.below[row].tolist(), int(totals.frame.sheet_row[row])):
                self.suspected[one].add(int(totals.column[row]))

    def culprits(self) -> dict[int, Culprit]:
        """Row of the sheet -> the one figure that explains its breaches."""
        contradicted = {row: [one for one in breaches if is_identity(one.frame, one.check)]
                        for row, breaches in self.broken.items()}
        right = self._right([row for row, identities in contradicted.items() if identities])
        found = {}
        for row, identities in contradicted.items():
            shared = set.intersection(*(set(one.columns) for one in self.broken[row])) - right[row]
            left = [place for place in shared if identities and _agree(identities, place)]
            left = [place for place in left if place in self.suspected[row]] or left
            if len(left) == 1:
                found[row] = _culprit(identities, left[0])
        return found

    def _right(self, rows: list[int]) -> dict[int, set[int]]:
        """Row -> columns that stand in an identity which holds."""
        right: dict[int, set[int]] = defaultdict(set)
        for frame, check, broken in self.holding:
            for row in np.flatnonzero(np.isin(frame.sheet_row, rows)).tolist():
                if row not in broken and frame.is_complete(row, check.columns):
                    right[int(frame.sheet_row[row])] |= set(columns_of(frame, check, row))
        return right


def _agree(identities: list[Breach], place: int) -> bool:
    """Whether every identity would have the figure be the same."""
    wanted = [one.would_be(place) for one in identities]
    values = [value for value, _ in wanted]
    return bool(max(values) - min(values) <= max(_APART * max(map(abs, values)), *(exact for _, exact in wanted)))


def _culprit(identities: list[Breach], place: int) -> Culprit:
    value, exact = min((one.would_be(place) for one in identities), key=lambda one: one[1])
    return Culprit(place, value, exact)


def is_identity(frame: Frame, check: Check) -> bool:
    return check.is_identity or "numerator" in frame.cell_at


def columns_of(frame: Frame, check: Check, row: int) -> dict[int, str]:
    """Form columns (their places in the sheet) whose figures decide the check in this row, with their columns of the frame."""
    keys = {key: place for place, key in enumerate(frame.sheet.keys)}
    if "numerator" not in frame.cell_at:
        return {keys[name]: name for name in check.columns if name in keys}
    codes, names = frame.sheet.cells.codes("column_key")
    at = {side: frame.cell_at[side][row] for side in _RATE}
    return {keys[names[codes[one]]]: side for side, one in at.items() if one != NOWHERE}
