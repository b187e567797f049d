"""A source's own layout, confirmed by a person, comes before the search for labels; where its labels changed it does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

from mtqg.readers.header import Header, is_number_row
from mtqg.readers.identity import Heading, Said
from mtqg.readers.recognised import Table
from mtqg.readers.texts import in_brackets, label_key, plain, shown
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.forms import Block, Form
from mtqg.registry.layouts import LayoutFile, MappedColumn, SourceLayout

#: Captions fill so few cells of their row.
_CAPTION_CELLS = 2


def mapped_tables(pages: list[SheetGrid], registry: Registry, source: Source | None, forms: list[str],
                  tried: LayoutFile | None = None) -> Iterator[Table]:
    """Tables at the places that layouts of the source name, newest layout first; whether one is in force the period tells.

    `tried`: layouts that nobody has agreed yet, instead of those of the source.
    """
    for form_code in dict.fromkeys([tried.form_code] if tried else forms):
        said = tried or (registry.layouts.get((source.source_code, form_code)) if source else None)
        for layout in sorted(said.layouts if said else (), key=lambda one: one.valid_from, reverse=True):
            for grid in pages:
                if (table := _table(grid, layout, registry.forms[form_code])) is not None:
                    yield replace(table, layouts=said.layouts)


def beside(main: Table, pages: list[SheetGrid], day: date) -> list[Table]:
    """Every table that the layouts in force on the day name, in reading order; one ends where the next one below begins."""
    tables = [main]
    for layout in main.layouts:
        if layout is main.layout or layout.edition != main.edition.edition or not layout.in_force(day):
            continue
        for grid in pages:
            other = _table(grid, layout, main.form)
            if other is not None and all(one.grid is not grid or one.block is not other.block for one in tables):
                tables.append(other)
    order = {id(grid): place for place, grid in enumerate(pages)}
    tables.sort(key=lambda one: (one.grid is not main.grid, order[id(one.grid)], one.header.first))
    for upper, lower in pairwise(tables):
        if upper.grid is lower.grid:
            upper.end = lower.start = _top_of(lower)
    return tables


def _top_of(table: Table) -> int:
    """The first row of the lines that stand right above the header of a lower table."""
    row, rows = table.header.first, table.grid.rows
    while row > 0 and 0 < len(rows[row - 1]) - rows[row - 1].count("") <= _CAPTION_CELLS:
        row -= 1
    return row


def _table(grid: SheetGrid, layout: SourceLayout, form: Form) -> Table | None:
    if layout.sheet not in (None, grid.name):
        return None
    edition = form.edition(layout.edition)
    block = edition.block(layout.block) if layout.block else edition.blocks[0]
    header = _header(grid, layout, block)
    return Table(form, edition, block, grid, header, layout=layout) if header is not None else None


def _header(grid: SheetGrid, layout: SourceLayout, block: Block) -> Header | None:
    """The header that the layout describes; None where the sheet is not laid out so."""
    first, last = layout.header_rows[0] - 1, layout.header_rows[1]
    width = len(grid.rows[0]) if grid.rows else 0
    if layout.first_row > len(grid.rows):
        return None
    worded = [row for row in range(first, last) if not is_number_row(grid.rows[row])]
    words = {position: [(row, plain(shown(value))) for row in worded if (value := grid.rows[row][position]) != ""]
             for position in range(width)}
    header = Header(first, layout.first_row - 2, {}, {})
    for column in layout.columns:
        position = _position(column, words)
        if position is None:
            return None
        row, text = words[position][-1] if words[position] else (last - 1, column.label or "")
        if column.confirmed and column.column_key:
            header.columns[column.column_key], header.cells[column.column_key] = position, (row, position)
            printed = (column.measure_unit,) if column.measure_unit else reversed(in_brackets(column.label or text))
            header.unit_labels[column.column_key] = tuple(printed)
        else:
            header.unknown[position] = (row, column.label or text)
            if not column.confirmed:
                header.unconfirmed[position] = column.column_key or ""
    mapped = {position for position in (*header.columns.values(), *header.unknown)}
    header.unknown |= {position: texts[-1] for position, texts in words.items() if texts and position not in mapped}
    proposed = {column.column_key for column in layout.columns}
    header.missing = tuple(column.column_key for column in block.columns
                           if column.required and column.column_key not in proposed and column.column_key not in layout.not_sent)
    return header


def _position(column: MappedColumn, words: dict[int, list[tuple[int, str]]]) -> int | None:
    """Where the column stands: at its letter, if its label (where one is given) still stands there; else under its label."""
    if column.column is not None:
        position = _number(column.column)
        fits = position in words and (column.label is None or _reads(column.label, words[position]))
        return position if fits else None
    found = [position for position, texts in words.items() if _reads(column.label or "", texts)]
    return found[0] if len(found) == 1 else None


def _reads(label: str, texts: list[tuple[int, str]]) -> bool:
    """The label is one of the texts over a column, or its lowest ones together."""
    wanted = label_key(label)
    return any(wanted in (label_key(text), label_key(" ".join(lower for _, lower in texts[place:])))
               for place, (_, text) in enumerate(texts))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def add_told(heading: Heading, grid: SheetGrid, layout: SourceLayout) -> None:
    """The heading says what the layout's identity cells say, before anything else."""
    for key, cell in layout.identity.items():
        letters = cell.rstrip("0123456789")
        row, position = int(cell[len(letters):]) - 1, _number(letters)
        if row < len(grid.rows) and position < len(grid.rows[row]) and grid.rows[row][position] != "":
            text = plain(shown(grid.rows[row][position]))
            heading.said.setdefault(key, []).insert(0, Said(text, grid.name, row, position))
