"""What a defect does to a report, and the scene in which it is thought up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from mtqg.registry import Registry
from mtqg.registry.forms import Block, Form
from mtqg.registry.periods import parse_period
from mtqg.sample.deliveries import Duty
from mtqg.sample.draws import pick
from mtqg.templates import FillRow, FormFill
from mtqg.templates.fill import Value
from mtqg.templates.totals import total_values

Item = TypeVar("Item")
Cell = tuple[str, str]          # (row_key, column_key)


@dataclass(frozen=True)
class Extra:
    """One more file of the same duty; `content` None: the bytes of the first one, `corrected`: without the defect."""

    suffix: str
    later: timedelta
    is_corrected: bool = False


@dataclass(frozen=True)
class Alteration:
    """What is done to the report of a province. Cells named by `patches` and `marked` are the ones to label."""

    patches: dict[Cell, Value] = field(default_factory=dict)    # typed over in the finished workbook; totals stay as they were
    fill: FormFill | None = None                                # other rows; totals follow
    marked: tuple[Cell, ...] = ()                               # of `fill`
    rules: dict[Cell, str] = field(default_factory=dict)        # marked cells that another rule than the kind's finds
    heading: tuple[str, str] | None = None                      # a line of the heading: how it begins, what it says now
    stray_column: tuple[str, tuple[Value, ...]] | None = None   # a header and figures beside the table
    content: bytes | None = None                                # not a workbook of ours at all
    extras: tuple[Extra, ...] = ()
    companion: str | None = None                                # an earlier period whose report the defect contradicts
    follows: tuple[tuple[str, str, str], ...] = ()              # (form, indicator, rule): right figures that no longer agree
    against: tuple[str, ...] = ()                               # forms of the same province that it contradicts: they stay clean
    spot: str = ""                                              # where it is, when it is no cell

    def with_rules(self, **rules: str) -> Alteration:
        """The same, with the rules that find the marked cells of these columns."""
        return replace(self, rules={cell: rules[cell[1]] for cell in self.marked if cell[1] in rules})

    @property
    def partners(self) -> set[str]:
        """Forms of the same province that must come as they are, so that the contradiction shows."""
        return {*self.against, *(form for form, _, _ in self.follows)}


@dataclass(frozen=True)
class Scene:
    """One report that is to get a defect: what the province would send, and choices that depend on nothing else."""

    registry: Registry
    seed: int
    duty: Duty
    fill: FormFill
    purpose: str
    beside: frozenset[str] = frozenset()            # forms that the province sends as they should be with this report

    @property
    def day(self) -> date:
        return parse_period(self.duty.period_code).end

    @property
    def form(self) -> Form:
        return self.registry.forms[self.duty.form_code]

    @property
    def block(self) -> Block:
        return self.form.edition_on(self.day).blocks[0]

    @cached_property
    def by_key(self) -> dict[str, FillRow]:
        return {row.row_key: row for row in self.fill.rows}

    def choose(self, candidates: Sequence[Item]) -> Item | None:
        """One of them, always the same one; None of none."""
        return candidates[pick(self.seed, f"choose/{self.purpose}", len(candidates))] if candidates else None

    def row(self, condition) -> FillRow | None:
        """A row whose figures fulfil the condition."""
        return self.choose([row for row in self.fill.rows if condition(row.values)])

    def with_values(self, changes: dict[str, dict[str, Value]]) -> FormFill:
        """The report with other figures in some rows."""
        rows = [replace(row, values={**row.values, **changes[row.row_key]}) if row.row_key in changes else row
                for row in self.fill.rows]
        return replace(self.fill, rows=rows)

    def other(self, row_key: str, beside: dict[str, Value] | None = None, **figures: Value) -> Alteration:
        """Wrong figures in one row; those `beside` them, and the totals, follow as formulas would and agree with them."""
        fill = self.with_values({row_key: {**figures, **(beside or {})}})
        return Alteration(fill=fill, marked=tuple((row_key, column_key) for column_key in figures))

    def with_row_after(self, row_key: str, added: FillRow) -> FormFill:
        """The report with one more row; the totals stay those of the rows that were there."""
        place = 1 + list(self.by_key).index(row_key)
        rows = [*self.fill.rows[:place], added, *self.fill.rows[place:]]
        if self.block.totals:
            first = [row.values for row in self.fill.rows if row.block_code is None]
            rows.append(FillRow(self.fill.admin_unit_code, total_values(self.form, self.block, first)))
        return replace(self.fill, rows=rows)
