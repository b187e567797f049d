"""The decimal mark of a sheet: decided once from every figure typed as text, and the cells that show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mtqg.model import Finding, NumberMarks
from mtqg.readers.cells import address
from mtqg.readers.numbers import DecimalMark, marks_in
from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.texts import plain
from mtqg.registry import Registry
from mtqg.registry.forms import Column

#: Texts of figures: a digit near the front, and not the sentence of a note.
_FIGURE = re.compile(r"\D{0,14}\d")
_LONGEST = 40
#: So many times more cells that read in two ways speak against the few that prove a mark; so many commas against the default.
_TIMES_MORE, _AGAINST_DEFAULT = 4, 5

Tables = list[tuple[BlockReading, list[RowMeaning]]]


@dataclass(slots=True)
class _Seen:
    """How many cells, the first of them, and what it says."""

    cells: int = 0
    ref: str | None = None
    text: str | None = None

    def add(self, ref: str, text: str) -> None:
        if not self.cells:
            self.ref, self.text = ref, text
        self.cells += 1


@dataclass(slots=True)
class _Evidence:
    proved: dict[DecimalMark, _Seen] = field(default_factory=lambda: {",": _Seen(), ".": _Seen()})
    unclear: dict[DecimalMark, _Seen] = field(default_factory=lambda: {",": _Seen(), ".": _Seen()})

    @property
    def decimal(self) -> DecimalMark | None:
        """The mark that is proved, unless the other one is too, or many more cells would be thousands by their shape; the
        Vietnamese comma where nothing is proved; None where it cannot be told."""
        comma, dot = self.proved[","].cells, self.proved["."].cells
        if comma and dot:
            return None
        if not comma and not dot:
            return None if self.unclear[","].cells >= _AGAINST_DEFAULT else ","
        mark: DecimalMark = "," if comma else "."
        return None if self.unclear[mark].cells > _TIMES_MORE * self.proved[mark].cells else mark


def decide_marks(tables: Tables) -> tuple[DecimalMark | None, NumberMarks | None]:
    """(the decimal mark of the sheet on which these tables stand, the evidence where any number is a text with a mark)."""
    found = _Evidence()
    for reading, meanings in tables:
        if any(_is_marked(text) for text in reading.figure_texts):
            for ref, text, is_integer in _texts(reading, meanings):
                proved, unclear = marks_in(text, is_integer)
                for mark in dict.fromkeys(proved):
                    found.proved[mark].add(ref, text)
                for mark in dict.fromkeys(unclear):
                    found.unclear[mark].add(ref, text)
    decimal = found.decimal
    comma, dot, (unclear, *_) = found.proved[","], found.proved["."], sorted(found.unclear.values(), key=lambda one: -one.cells)
    count = sum(one.cells for one in found.unclear.values())
    if not comma.cells + dot.cells + count:
        return decimal, None
    basis = "contradictory" if decimal is None else "seen" if comma.cells + dot.cells else "default"
    evidence = NumberMarks(tables[0][0].grid.name, decimal, basis, comma.cells, dot.cells, count, comma.ref, dot.ref, unclear.ref)
    tables[0][0].findings += _findings(evidence, comma, dot, unclear)
    return decimal, evidence


def _is_marked(text: str) -> bool:
    return ("." in text or "," in text) and text[:1] != "=" and len(text) <= _LONGEST and _FIGURE.match(plain(text)) is not None


def _texts(reading: BlockReading, meanings: list[RowMeaning]) -> Iterator[tuple[str, str, bool]]:
    """(cell, text, whether its unit counts whole things) of the figures that are texts with a mark."""
    registry, rows = reading.registry, reading.grid.rows
    columns = [(position, _unit_code(registry, column)) for column, position in reading.columns()
               if column.is_value and column.content == "number"]
    for meaning in meanings:
        if meaning.kind not in ("item", "subtotal", "total"):
            continue
        for position, code in columns:
            value = rows[meaning.row][position]
            if type(value) is str and _is_marked(value):
                unit = registry.measure_units[code] if code else meaning.unit
                yield address(meaning.row, position), plain(value), unit is not None and unit.decimals == 0


def _unit_code(registry: Registry, column: Column) -> str | None:
    """The measure unit that the column expects; None where the rows say it."""
    return column.measure_unit or (registry.indicators[column.indicator].measure_unit_code if column.indicator else None)


def _findings(evidence: NumberMarks, comma: _Seen, dot: _Seen, unclear: _Seen) -> Iterator[Finding]:
    """What contradicts itself, or was read by the default alone."""
    if evidence.basis == "contradictory":
        against = [one for one in (comma, dot, unclear) if one.cells][:2]
        yield Finding("COMMON-R055", evidence.sheet, against[-1].ref, actual=_said(against[-1]),
                      expected=_said(against[0]) if len(against) > 1 else None)
    elif evidence.basis == "default":
        yield Finding("COMMON-R056", evidence.sheet, unclear.ref, actual=unclear.text,
                      expected=_by_default(unclear.text or ""), details={"cells": str(evidence.unclear_cells)})


def _said(one: _Seen) -> str:
    return f"{one.text} ({one.ref}; {one.cells} ô | cells)"


def _by_default(text: str) -> str:
    """How the number in the text is read: dots group, the comma parts decimals."""
    return text.replace(".", "")
