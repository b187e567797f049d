"""An unknown layout -> a proposed map: what every column may be, how sure that is, and why; unconfirmed, nobody reads by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from mtqg.readers.cells import letters
from mtqg.readers.numbers import read_number
from mtqg.readers.texts import Percent, in_brackets, label_key, plain, shown
from mtqg.readers.units import UnitLabels, is_percent
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry
from mtqg.registry.forms import Block, Column, Edition, Form

#: Confidence is the likeness of the labels, less by up to so much where values, place or measure unit speak against it.
_DOUBTS = {"values": 0.2, "position": 0.05, "unit": 0.15}
_LEAST_CONFIDENCE = 0.45
_DEEPEST_HEADER = 6
_ROWS_SEARCHED = 40
_ROWS_LOOKED_THROUGH, _MOST_TABLES, _WIDEST = 5_000, 8, 60
_LONGEST_LABEL, _MOST_VARIANTS = 200, 4
_SAMPLE = 60
_MOST_SHOWN = 6
_NUMBER_ROW = re.compile(r"[A-ZĐ]{1,2}|\(?\d{1,2}\)?|\(?\d{1,2}\)?\s*=.+")


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """One column of the sheet; `column_key` None where nothing resembles it enough."""

    position: int
    label: str
    column_key: str | None
    confidence: float
    evidence: str
    likeness: float = 0.0           # of its label to the column's, 1 where they are the same


@dataclass(frozen=True, slots=True)
class ProposedLayout:
    """The block of an edition that a sheet may be; rows are 0-based, the table begins below `last`."""

    form: Form
    edition: Edition
    block: Block
    sheet: str
    first: int
    last: int
    columns: tuple[ProposedColumn, ...]

    @property
    def band(self) -> tuple[int, int]:
        return self.first, self.last

    @property
    def confidence(self) -> float:
        """The mean over the columns of the form that must be there; one that is not there counts as nothing."""
        wanted = sum(column.required for column in self.block.columns) or 1
        return sum(one.confidence for one in self.columns if one.column_key) / max(wanted, len(self.columns))

    @property
    def differing(self) -> str:
        """The columns whose labels are not those of the form, and those of the form that are not there: `E “…”; – “…”`."""
        found = [f"{letters(one.position)} “{one.label}”" for one in self.columns if one.likeness < 1]
        keys = {one.column_key for one in self.columns}
        found += [f"– “{column.label_vi}”" for column in self.block.columns if column.required and column.column_key not in keys]
        more = [f"+{len(found) - _MOST_SHOWN}"] if len(found) > _MOST_SHOWN else []
        return "; ".join(found[:_MOST_SHOWN] + more)

    @property
    def shown(self) -> str:
        return f"{self.form.form_code} {self.edition.edition}, “{self.sheet}” ({100 * self.confidence:.0f} %)"


def propose(grids: list[SheetGrid], registry: Registry, form_code: str | None = None) -> ProposedLayout | None:
    """The best map of any sheet onto any block of the form (of all forms where none is named)."""
    forms = [registry.forms[form_code]] if form_code else list(registry.forms.values())
    blocks = [(form, edition, block) for form in forms for edition in form.editions for block in edition.blocks]
    return max(_found(_bands(grids), blocks, registry), key=lambda one: one.confidence, default=None)


def further_layouts(first: ProposedLayout, grids: list[SheetGrid], registry: Registry) -> list[ProposedLayout]:
    """The best maps of the other tables of these sheets onto the other blocks of the same edition."""
    found, bands = [first], _bands(grids)
    for block in first.edition.blocks:
        bands = [(grid, band) for grid, band in bands if (grid.name, band) not in {(one.sheet, one.band) for one in found}]
        if block is not first.block:
            maps = [one for one in _found(bands, [(first.form, first.edition, block)], registry)
                    if one.confidence >= _LEAST_CONFIDENCE]
            found += [max(maps, key=lambda one: one.confidence)] if maps else []
    return found[1:]


def _found(bands: list[tuple[SheetGrid, tuple[int, int]]], blocks: list[tuple[Form, Edition, Block]],
           registry: Registry) -> Iterator[ProposedLayout]:
    labels = UnitLabels(registry.measure_units)
    for grid, band in bands:
        if words := _words_over(grid, band):
            for form, edition, block in blocks:
                yield _map(grid, band, words, form, edition, block, registry, labels)


def _bands(grids: list[SheetGrid]) -> list[tuple[SheetGrid, tuple[int, int]]]:
    """Every header that sheets seem to have: the first one, and those with a row of column numbers further down."""
    found = []
    for grid in grids[:_MOST_TABLES]:
        rows = [row[:_WIDEST] for row in grid.rows[:_ROWS_LOOKED_THROUGH]]
        band = _header_band(rows[:_ROWS_SEARCHED])
        while band is not None:
            found.append((grid, band))
            below = next((number for number in range(band[1] + 2, len(rows)) if _is_number_row(rows[number])), None)
            if below is None or len(found) >= _MOST_TABLES:
                break
            top = max(band[1] + 1, below - _DEEPEST_HEADER - 3)
            lower = _header_band(rows[top:below + 1])
            band = (lower[0] + top, lower[1] + top) if lower else None
    return found


def _header_band(rows: list[list]) -> tuple[int, int] | None:
    """(first, last) row of the header: the words above the last row of column numbers, or above the first run of rows with
    figures."""
    figures = [sum(type(value) in (float, Percent) for value in row) for row in rows]
    numbered = next((number for number in range(len(rows) - 1, 0, -1) if _is_number_row(rows[number])), None)
    body = numbered + 1 if numbered else next(
        (number for number in range(1, len(rows))
         if figures[number] > 2 or (figures[number] and any(figures[number + 1:number + 4]))), None)
    if body is None:
        return None
    first = body - 1
    while first > 0 and (_is_number_row(rows[first]) or not any(value != "" for value in rows[first])):
        first -= 1
    lowest = first
    while first > max(0, lowest - _DEEPEST_HEADER) and sum(type(value) is str and value != "" for value in rows[first - 1]) >= 2:
        first -= 1
    return first, body - 1


def _is_number_row(row: list) -> bool:
    filled = [value for value in row if value != ""]
    return len(filled) >= 3 and all(_NUMBER_ROW.fullmatch(plain(shown(value))) for value in filled)


def _words_over(grid: SheetGrid, band: tuple[int, int]) -> dict[int, tuple[str, ...]]:
    """Position -> what may be the label of the column, of the first columns."""
    worded = [row for number in range(band[0], band[1] + 1) if not _is_number_row(row := grid.rows[number][:_WIDEST])]
    return {position: found for position in range(min(len(grid.rows[0]), _WIDEST)) if (found := _words(worded, position))}


def _map(grid: SheetGrid, band: tuple[int, int], words: dict[int, tuple[str, ...]], form: Form, edition: Edition, block: Block,
         registry: Registry, labels: UnitLabels) -> ProposedLayout:
    first, last = band
    body = grid.rows[last + 1:last + 1 + _SAMPLE]
    scores = []
    for order, position in enumerate(words):
        values = [row[position] for row in body if row[position] != ""]
        for place, column in enumerate(block.columns):
            likeness, label = _likeness(words[position], column)
            parts = {"label": likeness, "values": _kind_fits(values, column),
                     "position": 1 - abs(order / len(words) - place / len(block.columns)),
                     "unit": _unit_fits(label, values, column, registry, labels)}
            doubt = sum(_DOUBTS[name] * (1 - part) for name, part in parts.items() if name in _DOUBTS)
            scores.append((likeness * (1 - doubt), position, column, parts, label))
    chosen: dict[int, ProposedColumn] = {}
    taken: set[str] = set()
    for score, position, column, parts, label in sorted(scores, key=lambda one: -one[0]):
        if position not in chosen and column.column_key not in taken and score >= _LEAST_CONFIDENCE:
            taken.add(column.column_key)
            why = ", ".join(f"{name} {part:.2f}" for name, part in parts.items())
            chosen[position] = ProposedColumn(position, label, column.column_key, round(score, 2),
                                              f"{why}; “{column.label_vi}”", parts["label"])
    return ProposedLayout(form, edition, block, grid.name, first, last, tuple(
        chosen.get(position) or ProposedColumn(position, found[-1], None, 0.0, "") for position, found in words.items()))


def _words(rows: list[list], position: int) -> tuple[str, ...]:
    """What may be the label of the column: the lowest words over it, then those of more and more rows together."""
    texts = [plain(shown(row[position])) for row in rows if row[position] != ""]
    starts = [*reversed(range(len(texts)))]
    return tuple(" ".join(texts[start:])[:_LONGEST_LABEL] for start in (*starts[:_MOST_VARIANTS], *starts[_MOST_VARIANTS:][-1:]))


def _likeness(words: tuple[str, ...], column: Column) -> tuple[float, str]:
    """(how alike they are, 0 to 1, and which words it is) of the words that resemble the column's label most."""
    return max((_alike(label_key(text), label_key(label)), text) for text in words for label in (column.label_vi, *column.also))


@lru_cache(maxsize=1 << 17)
def _alike(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(one, other) / 100


def _kind_fits(values: list, column: Column) -> float:
    """The share of values that are numbers where figures are expected, and texts where labels are."""
    if not values or column.role == "row_code":
        return 0.5 if not values else 1.0
    if column.vocabulary:
        return sum(len(shown(value)) < 12 for value in values) / len(values)
    numbers = sum(type(value) is not str or read_number(value, ",", False) is not None for value in values) / len(values)
    return numbers if column.is_value or column.role == "order" else 1 - numbers


def _unit_fits(label: str, values: list, column: Column, registry: Registry, labels: UnitLabels) -> float:
    """1 where the measure unit in the label is that of the column, 0 where it is another quantity, a half where none is said."""
    code = column.measure_unit or (registry.indicators[column.indicator].measure_unit_code if column.indicator else None)
    said = [text for text in in_brackets(label) if labels.is_label(text)]
    if code is None or not (said or "%" in label or any(type(value) is Percent for value in values)):
        return 0.5
    if said:
        return float(labels.read(said[-1], code) is not None)
    return float(is_percent(registry.measure_units[code]))


def as_yaml(found: list[ProposedLayout], source_code: str, valid_from: str) -> str:
    """The file for expectations/layouts/<source>/<form>.yml, a layout a table, every column unconfirmed."""
    lines = [
        "# Đề xuất tự động: người có trách nhiệm sửa và xác nhận từng cột (confirmed: true) trước khi dùng.",
        "# Proposed by mtqg propose-layout: a person mends and confirms each column (confirmed: true) before it is read.",
        f"source_code: {source_code}", f"form_code: {found[0].form.form_code}", "layouts:"]
    return "\n".join([*lines, *(line for one in found for line in _layout_lines(one, valid_from))]) + "\n"


def _layout_lines(found: ProposedLayout, valid_from: str) -> Iterator[str]:
    yield from (
        f"  - edition: {_quoted(found.edition.edition)}", f"    block: {found.block.block_code}",
        f"    valid_from: {valid_from}", f"    sheet: {_quoted(found.sheet)}",
        f"    header_rows: [{found.first + 1}, {found.last + 1}]", f"    first_row: {found.last + 2}",
        f"    evidence: {_quoted(f'confidence {found.confidence:.2f}')}", "    columns:")
    for one in found.columns:
        yield (f"      - {{column: {letters(one.position)}, label: {_quoted(one.label)}, "
               f"column_key: {one.column_key or 'null'}, confirmed: false, confidence: {one.confidence},")
        yield f"         evidence: {_quoted(one.evidence)}}}"
    keys = {one.column_key for one in found.columns}
    lacking = [column.column_key for column in found.block.columns if column.required and column.column_key not in keys]
    yield f"    not_sent: [{', '.join(lacking)}]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
