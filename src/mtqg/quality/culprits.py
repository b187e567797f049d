"""Which cell explains a breach: one wrong figure breaks several rules, and the figures beside it are right.

Of the figures of a line, the culprit is the one that stands in every broken rule of the line and in no identity that
holds; where a total does not agree with its column, the figure of that column is preferred. Where that leaves none or
several, the rule's own column is cited.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from mtqg.quality.checks import Check
from mtqg.quality.frames import Frame
from mtqg.quality.sheets import NOWHERE
from mtqg.quality.totals import Totals


@dataclass
class Evidence:
    """What is known of one sheet (a block of all submissions).

    `broken`: row -> columns of each rule broken there; `contradicted`: rows with a broken identity; `holding`: identities
    with their broken rows; `suspected`: row -> columns whose total disagrees.
    """

    broken: dict[int, list[frozenset[int]]] = field(default_factory=lambda: defaultdict(list))
    contradicted: set[int] = field(default_factory=set)
    holding: list[tuple[Frame, Check, set[int]]] = field(default_factory=list)
    suspected: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, frame: Frame, check: Check, rows: np.ndarray) -> None:
        """A check was run on the frame and these rows broke it."""
        if is_identity(frame, check):
            self.contradicted.update(frame.sheet_row[rows].tolist())
            if check.columns != ["gross_gap"]:          # a rate agrees with its parts when it is not even slightly off
                self.holding.append((frame, check, set(rows.tolist())))
        for row in rows.tolist():
            places = places_of(frame, check, row)
            if places:
                self.broken[int(frame.sheet_row[row])].append(places)

    def add_totals(self, totals: Totals, rows: np.ndarray) -> None:
        """These totals disagree with what is below them."""
        for row in rows.tolist():
            for one in (*totals.below[row].tolist(), int(totals.frame.sheet_row[row])):
                self.suspected[one].add(int(totals.column[row]))

    def culprits(self) -> dict[int, int]:
        """Row of the sheet -> column of the one figure that explains its breaches."""
        right = self._right()
        found = {}
        for row in self.contradicted & self.broken.keys():
            sets = self.broken[row]
            left = frozenset.intersection(*sets) - right[row]
            left = (left & self.suspected[row]) or left
            if len(left) == 1:
                found[row] = next(iter(left))
        return found

    def _right(self) -> dict[int, set[int]]:
        """Row -> columns that stand in an identity which holds."""
        right: dict[int, set[int]] = defaultdict(set)
        for frame, check, broken in self.holding:
            wanted = np.flatnonzero(np.isin(frame.sheet_row, list(self.contradicted)))
            for row in wanted.tolist():
                if row not in broken and not frame.values.iloc[row][check.columns].isna().any():
                    right[int(frame.sheet_row[row])] |= places_of(frame, check, row)
        return right


def is_identity(frame: Frame, check: Check) -> bool:
    return check.is_identity or "numerator" in frame.cell_at


def places_of(frame: Frame, check: Check, row: int) -> frozenset[int]:
    """Columns of the sheet whose figures decide the check in this row of the frame."""
    keys = {key: place for place, key in enumerate(frame.sheet.keys)}
    if "numerator" not in frame.cell_at:
        return frozenset(keys[name] for name in check.columns if name in keys)
    codes, names = frame.sheet.cells.codes("column_key")
    at = [frame.cell_at[side][row] for side in ("rate", "numerator", "denominator")]
    return frozenset(keys[names[codes[one]]] for one in at if one != NOWHERE)
