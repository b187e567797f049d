"""A source's own layout, confirmed by a person, comes before the search for labels; where its labels changed it does not fit."""

from __future__ import annotations

from collections.abc import Iterator

from mtqg.readers.headers import Header
from mtqg.readers.identity import Heading, Said
from mtqg.readers.recognised import Table
from mtqg.readers.texts import in_brackets, label_key, plain, shown
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.forms import Block
from mtqg.registry.layouts import MappedColumn, SourceLayout


def mapped_tables(pages: list[SheetGrid], registry: Registry, source: Source | None, forms: list[str]) -> Iterator[Table]:
    """Tables at the places that layouts of the source name, newest layout first; whether one is in force the period tells."""
    for form_code in dict.fromkeys(forms):
        said = registry.layouts.get((source.source_code, form_code)) if source else None
        for layout in sorted(said.layouts if said else (), key=lambda one: one.valid_from, reverse=True):
            form = registry.forms[form_code]
            edition = form.edition(layout.edition)
            block = edition.block(layout.block) if layout.block else edition.blocks[0]
            for grid in pages:
                if layout.sheet in (None, grid.name) and (header := _header(grid, layout, block)) is not None:
                    yield Table(form, edition, block, grid, header, layout=layout)


def _header(grid: SheetGrid, layout: SourceLayout, block: Block) -> Header | None:
    """The header that the layout describes; None where the sheet is not laid out so."""
    first, last = layout.header_rows[0] - 1, layout.header_rows[1]
    width = len(grid.rows[0]) if grid.rows else 0
    if layout.first_row > len(grid.rows):
        return None
    words = {position: [(row, plain(shown(value))) for row in range(first, last) if (value := grid.rows[row][position]) != ""]
             for position in range(width)}
    header = Header(first, layout.first_row - 2, {}, {})
    for column in layout.columns:
        position = _position(column, words)
        if position is None:
            return None
        row, text = words[position][-1] if words[position] else (last - 1, column.label or "")
        if column.confirmed and column.column_key:
            header.columns[column.column_key], header.cells[column.column_key] = position, (row, position)
            if unit := column.measure_unit or next(iter(in_brackets(column.label or text)[-1:]), None):
                header.unit_labels[column.column_key] = unit
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
    wanted = label_key(label)
    return any(label_key(text) == wanted for _, text in texts) or label_key(" ".join(text for _, text in texts)) == wanted


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
