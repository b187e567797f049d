"""From rules and cells to batches: which frames are needed, and which rows of them each rule looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from mtqg.quality.cells import Cells
from mtqg.quality.checks import Check, checks_of
from mtqg.quality.frames import Frame, cells_frame, indicators_frame, sheet_frame
from mtqg.quality.rates import indicator_rates, sheet_rates
from mtqg.quality.reports import reports_frame
from mtqg.quality.sheets import Sheet, read_sheet
from mtqg.quality.totals import Totals, read_totals
from mtqg.registry.forms import Edition
from mtqg.registry.rules import Rule

ALL_ROLES = ("item", "subtotal", "total")


@dataclass(frozen=True)
class Task:
    """A frame (whole or in part) and the checks of it."""

    title: str
    frame: Frame
    checks: list[Check]
    totals: Totals | None = None            # of frame `totals`
    chosen: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass
class Frames:
    """The frames of one edition of a form, each built when a rule first asks for it."""

    cells: Cells
    edition: Edition | None

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """Block code -> sheet, of blocks whose columns say what a figure is (rows are units, components, lines of a list)."""
        blocks = self.edition.blocks if self.edition else ()
        return {block.block_code: read_sheet(self.cells, block) for block in blocks
                if block.row_axis.kind != "indicators"}

    @cached_property
    def totals(self) -> dict[str, Totals]:
        return {code: read_totals(sheet) for code, sheet in self.sheets.items() if sheet.block.totals}

    @cached_property
    def _built(self) -> dict[tuple[str, str], Frame]:
        return {}

    def title(self, *words: str | None) -> str:
        """`VON-01 2021-2025 von sheet item`: what a page of the Data Docs is called."""
        return " ".join(filter(None, (self.cells.form.form_code, self.edition.edition if self.edition else None, *words)))

    def named(self, name: str) -> Iterator[tuple[str, Frame, Totals | None]]:
        """(block code or empty, frame, its totals) of that name, one a block where blocks have one each."""
        if name == "totals":
            yield from ((code, totals.frame, totals) for code, totals in self.totals.items())
        elif name == "cells":
            yield "", self._once(name, "", lambda: cells_frame(self.cells)), None
        elif name == "indicators":
            yield "", self._once(name, "", lambda: indicators_frame(self.cells)), None
        elif name == "reports":
            yield "", self._once(name, "", lambda: reports_frame(self.cells)), None
        elif name == "rates" and not self.sheets:
            yield "", self._once(name, "", lambda: indicator_rates(self.cells)), None
        else:
            build = sheet_rates if name == "rates" else sheet_frame
            for code, sheet in self.sheets.items():
                yield code, self._once(name, code, lambda sheet=sheet: build(sheet)), None

    def _once(self, name: str, code: str, build) -> Frame:
        if (name, code) not in self._built:
            self._built[name, code] = build()
        return self._built[name, code]


def tasks_of(frames: Frames, rules: list[Rule]) -> list[Task]:
    """Rules that look at the same rows of the same frame share a task."""
    found: list[Task] = []
    for name in dict.fromkeys(rule.frame for rule in rules):
        for block, frame, totals in frames.named(name):
            mine = [rule for rule in rules if rule.frame == name and rule.block in (None, block)]
            for rows, when in dict.fromkeys((rule.rows, rule.when) for rule in mine):
                checks = [check for rule in mine if (rule.rows, rule.when) == (rows, when)
                          for check in checks_of(rule, list(frame.values.columns))]
                chosen = _chosen(frame, rows, when)
                if checks and len(chosen):
                    words = (block, name, "" if rows == ALL_ROLES else "+".join(rows), when)
                    found.append(Task(frames.title(*words), frame.subset(chosen), checks, totals, chosen))
    return found


def _chosen(frame: Frame, rows: tuple[str, ...], when: str | None) -> np.ndarray:
    """Positions of the rows of these roles for which `when` holds; a row where it cannot be told is not judged."""
    chosen = np.ones(len(frame.values), dtype=bool)
    if frame.role is not None and set(rows) != set(ALL_ROLES):
        chosen &= np.isin(frame.role.astype(str), rows)
    if when:
        chosen &= frame.values.eval(when).to_numpy(dtype=bool)
    return np.flatnonzero(chosen)
