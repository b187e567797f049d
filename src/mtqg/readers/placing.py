"""All tables of a recognised workbook: the blocks of the edition below each other or on several sheets, and their rows."""

from __future__ import annotations

import re
from dataclasses import replace

from mtqg.readers.headers import caption_row, find_header
from mtqg.readers.identity import period_said, read_heading, unit_said
from mtqg.readers.own_layouts import beside
from mtqg.readers.recognised import Table
from mtqg.readers.texts import label_key
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.periods import parse_period

_YEAR = re.compile(r"\bnăm\b.*\d{4}|\b(?:19|20)\d\d\b", re.I)


def place_tables(main: Table, pages: list[SheetGrid], registry: Registry, period_code: str, unit: AdminUnit) -> list[Table]:
    """The tables of the main sheet, then those of sheets of the same layout that are not about another period or unit."""
    if main.layout is not None:
        return _with_layouts(main, pages, registry, period_code, unit)
    tables = _on_sheet(main, main.grid)
    for grid in pages:
        if grid is not main.grid and grid.rows and _is_about(grid, main, registry, period_code, unit):
            tables += _on_sheet(main, grid)
    return tables


def _with_layouts(main: Table, pages: list[SheetGrid], registry: Registry, period_code: str, unit: AdminUnit) -> list[Table]:
    """The tables of the source's own layouts, then those of blocks that stand elsewhere as the form has them."""
    tables = beside(main, pages, parse_period(period_code).end)
    for block in main.edition.blocks:
        for grid in pages:
            if all(one.block is not block and one.grid is not grid for one in tables) and grid.rows:
                header = find_header(grid, block)
                if header is not None and not header.missing and _is_about(grid, main, registry, period_code, unit):
                    tables.append(replace(main, block=block, grid=grid, header=header, layout=None))
    return tables


def _on_sheet(main: Table, grid: SheetGrid) -> list[Table]:
    """The blocks of the edition on one sheet, in the order of their captions; one block without a caption fills the sheet."""
    blocks = main.edition.blocks
    captions = sorted((row, number) for number, block in enumerate(blocks) if (row := caption_row(grid, block)) is not None)
    named = next((block for block in blocks if label_key(grid.name) in {label_key(text) for text in block.all_captions}), None)
    if not captions or len(blocks) == 1:
        block = main.block if grid is main.grid else named or main.block
        header = main.header if grid is main.grid else find_header(grid, block)
        is_whole = header is not None and not header.missing
        return [replace(main, block=block, grid=grid, header=header)] if is_whole or grid is main.grid else []
    found = []
    for place, (row, number) in enumerate(captions):
        start = row if place else 0
        end = captions[place + 1][0] if place + 1 < len(captions) else None
        header = find_header(grid, blocks[number], start, end)
        if header is None and (shared := find_header(grid, blocks[number], 0, row)) is not None:
            header = replace(shared, first=row, last=row)
        elif header is not None and header.last < row:
            header = replace(header, last=row)
        if header is not None:
            found.append(Table(main.form, main.edition, blocks[number], grid, header, start, end))
    return found


def _is_about(grid: SheetGrid, main: Table, registry: Registry, period_code: str, unit: AdminUnit) -> bool:
    """The sheet has the layout, and its own heading names no other period and no other unit."""
    found = [header for block in main.edition.blocks if (header := find_header(grid, block)) is not None]
    if not found:
        return False
    heading = read_heading(grid, main.edition, found[0].first)
    _, code = period_said(heading)
    if code is None and heading.titles and any(line.place == "title" and line.key == "period" for line in main.edition.identity) \
            and any(_YEAR.search(title.text) for title in heading.titles):
        return False                    # a title of its own: final accounts stand beside plans in the same columns
    said = heading.first("admin_unit")
    other = unit_said(said.text, registry, parse_period(period_code).end) if said and said.text else None
    return code in (None, period_code) and (said is None or not said.text or other == unit)
