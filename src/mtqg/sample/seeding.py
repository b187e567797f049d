"""A defect typed into a workbook, and every cell in which it stands."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from python_calamine import CalamineWorkbook
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from mtqg.registry import Registry
from mtqg.sample.alterations import Alteration, Cell
from mtqg.sample.patch import patched
from mtqg.templates import Written, write_workbook
from mtqg.templates.fill import Value

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Spot:
    """A seeded cell: where it is, what should stand there, what stands there."""

    address: str
    original: Value
    seeded: Value
    rule_id: str | None = None      # when it is not the one of the kind


def altered(registry: Registry, form_code: str, clean: Written, alteration: Alteration) -> tuple[bytes, list[Spot]]:
    """The workbook with the defect, and every seeded cell of it."""
    if alteration.content is not None:
        return alteration.content, []
    written = write_workbook(registry, form_code, alteration.fill) if alteration.fill else clean
    typed = {_address(clean, cell): value for cell, value in alteration.patches.items()}
    before = Grid(clean.content)
    spots = [Spot(address, before.at(address), value) for address, value in typed.items()]
    after = Grid(written.content)
    spots += [_marked(before, after, clean, written, cell, alteration.rules.get(cell)) for cell in alteration.marked]
    if alteration.heading:
        address, text = before.starting(alteration.heading[0])
        typed[address] = alteration.heading[1]
        spots.append(Spot(address, text, alteration.heading[1]))
    if alteration.stray_column:
        stray = _stray_cells(before, clean, *alteration.stray_column)
        typed |= stray
        spots.append(Spot(next(iter(stray)), None, alteration.stray_column[0]))
    return patched(written.content, typed) if typed else written.content, spots


class Grid:
    """The first sheet of a workbook as calamine reads it."""

    def __init__(self, content: bytes):
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
        self.rows = sheet.to_python(skip_empty_area=False)

    def cells(self) -> Iterator[tuple[str, Value]]:
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values):
                if value != "":
                    yield xl_rowcol_to_cell(row, column), value

    def at(self, address: str) -> Value:
        row, column = xl_cell_to_rowcol(address)
        value = self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else ""
        return None if value == "" else value

    def starting(self, beginning: str) -> tuple[str, str]:
        """(address, text) of the first cell that starts so."""
        return next((address, value) for address, value in self.cells() if str(value).startswith(beginning))


def _address(written: Written, cell: Cell) -> str:
    """Where the cell is, also when it is empty: its row by the row's other cells, its column by the column's."""
    if cell in written.addresses:
        return written.addresses[cell][1]
    row = next(address for (key, _), (_, address) in written.addresses.items() if key == cell[0])
    column = next(address for (_, key), (_, address) in written.addresses.items() if key == cell[1])
    return column.rstrip("0123456789") + row.lstrip(_LETTERS)


def _marked(before: Grid, after: Grid, clean: Written, written: Written, cell: Cell, rule_id: str | None) -> Spot:
    address = _address(written, cell)
    original = before.at(clean.addresses[cell][1]) if cell in clean.addresses else None
    return Spot(address, original, after.at(address), rule_id)


def _stray_cells(before: Grid, clean: Written, header: str, figures: tuple[Value, ...]) -> dict[str, Value]:
    """A header beside the table's last header cell, and figures below it."""
    rows = sorted({int(address.lstrip(_LETTERS)) for _, address in clean.addresses.values()})
    width = max(len(row) for row in before.rows)
    cells = {xl_rowcol_to_cell(rows[0] - 3, width): header}
    return cells | {xl_rowcol_to_cell(row - 1, width): value for row, value in zip(rows[1:], figures, strict=False)}
