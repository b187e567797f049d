"""Cross-check of forms: what an edition names is in force in its periods, and its measure units fit its indicators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mtqg.registry.forms import Block, Column, Edition, Form
from mtqg.registry.row_axes import IndicatorRows, ListRows, ProgrammeTreeRows
from mtqg.registry.yaml_files import line_of

if TYPE_CHECKING:
    from mtqg.registry import Registry

_FAR = date(9999, 12, 31)


class Span(NamedTuple):
    """Days from the first to the last, both inside."""

    first: date
    last: date

    def covers(self, other: Span) -> bool:
        return self.first <= other.first and other.last <= self.last

    def meets(self, other: Span) -> bool:
        return self.first <= other.last and other.first <= self.last


def span_of(row) -> Span:
    """The validity of a row of a reference list or of an edition; without dates it is always in force."""
    return Span(row.valid_from or date.min, row.valid_to or _FAR)


def in_force(row, day: date) -> bool:
    """Whether a row of a reference list is in force on the day."""
    span = span_of(row)
    return span.first <= day <= span.last


def form_validity_faults(registry: Registry) -> Iterator[str]:
    """`<form>/form.yml:<line>: …` for every code that is not in force when its edition is, and every unit that does not fit."""
    for form in registry.forms.values():
        for number, edition in enumerate(form.editions):
            text = _FormText(registry.expectations / form.folder / "form.yml", number)
            for code, fault in _faults(registry, form, edition):
                yield f"{form.folder}/form.yml:{text.line_with(code)}: edition {edition.edition}: {fault}"


def _faults(registry: Registry, form: Form, edition: Edition) -> Iterator[tuple[str, str]]:
    """(code, what is wrong with it); codes that no list holds are found elsewhere."""
    for block in edition.blocks:
        for column in block.columns:
            yield from _column_faults(registry, edition, column)
        yield from _axis_faults(registry, edition, block)
    for line in edition.identity:
        if line.key == "measure_unit" and line.measure_unit not in registry.measure_units:
            yield line.measure_unit or line.key, f"no {line.measure_unit!r} in measure_units"


def _column_faults(registry: Registry, edition: Edition, column: Column) -> Iterator[tuple[str, str]]:
    where = f"column {column.column_key}"
    indicator, breakdown = registry.indicators.get(column.indicator or ""), registry.breakdowns.get(column.breakdown)
    for code, row in ((column.indicator, indicator), (column.breakdown, breakdown)):
        if row is not None and not span_of(row).covers(span_of(edition)):
            yield code, f"{where}: {code} is not in force through the edition ({_shown(span_of(row))})"
    unit = registry.measure_units.get(column.measure_unit or "")
    if unit is None or indicator is None:
        return
    own = registry.measure_units[(breakdown and breakdown.measure_unit_code) or indicator.measure_unit_code]
    if unit.canonical_code != own.canonical_code:
        yield unit.code, f"{where}: {unit.code} is no measure unit of {indicator.code} ({own.code})"


def _axis_faults(registry: Registry, edition: Edition, block: Block) -> Iterator[tuple[str, str]]:
    axis, validity = block.row_axis, span_of(edition)
    where = f"block {block.block_code}"
    named: list[tuple[str, object]] = []
    if isinstance(axis, ProgrammeTreeRows | ListRows):
        named += [(code, registry.programmes.get(code)) for code in axis.programmes]
    if isinstance(axis, ProgrammeTreeRows):
        named += [(code, registry.capital_sources.get(code)) for code in axis.capital_sources]
    if isinstance(axis, IndicatorRows):
        for line in (line for group in axis.groups for line in group.lines):
            named += [(line.indicator, registry.indicators.get(line.indicator)),
                      (line.breakdown, registry.breakdowns.get(line.breakdown))]
    for code, row in named:
        if row is not None and not span_of(row).meets(validity):
            yield code, f"{where}: {code} is not in force in the edition ({_shown(span_of(row))})"
    for code in getattr(axis, "carried_over", ()):
        row = registry.programmes.get(code)
        if row is not None and row.valid_from > validity.first:
            yield code, f"{where}: {code} is carried over, but begins on {row.valid_from}"


def _shown(span: Span) -> str:
    return f"{span.first} - {span.last if span.last != _FAR else ''}".strip()


class _FormText:
    """The lines of a form.yml as one of its editions sees them: its own first, then those it extends."""

    def __init__(self, path: Path, edition_number: int):
        self.path, self.number = path, edition_number

    @cached_property
    def _lines(self) -> list[tuple[int, str]]:
        lines = list(enumerate(self.path.read_text(encoding="utf-8").splitlines(), 1))
        start = line_of(self.path, ("editions", self.number))
        return [*lines[start - 1:], *lines[:start - 1]]

    def line_with(self, code: str) -> int:
        word = re.compile(rf"(?<![\w.-]){re.escape(code)}(?![\w.-])")
        return next((number for number, text in self._lines if word.search(text)), 1)
