"""Bytes and registry -> Reading: which form, edition, unit and period, then every cell with its meaning."""

from __future__ import annotations

from mtqg.model import METADATA_SHEET, CellTable, Finding, Identity, NumberMarks, Reading
from mtqg.readers.blocks import read_blocks
from mtqg.readers.cells import CellBuilder
from mtqg.readers.containers.opening import Opened, open_workbooks
from mtqg.readers.encodings.typed_texts import restore_typed
from mtqg.readers.headers import find_header
from mtqg.readers.identity import period_said, read_heading
from mtqg.readers.recognised import Recognised
from mtqg.readers.recognition import form_line, recognise
from mtqg.readers.texts import label_key
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.layouts import LayoutFile
from mtqg.registry.periods import period_label

#: So many provinces in the first columns of a sheet make it a table of provinces.
_FEWEST_PROVINCES, _LABEL_COLUMNS = 5, 3


def read_submission(content: bytes, name: str, registry: Registry, *, form_code: str | None = None,
                    source: Source | None = None) -> Reading:
    """Every filled cell of the file with its meaning, and the findings of reading.

    `form_code` is that of the folder and `name` that of the file: they only help, the workbook speaks for itself.
    Not readable: the bytes are no workbook, or it does not say what it reports on; its cells are quarantined then.
    """
    return read_opened(open_workbooks(content, name, registry), name, registry, form_code=form_code, source=source)


def read_opened(opened: Opened, name: str, registry: Registry, *, form_code: str | None = None,
                source: Source | None = None, tried: LayoutFile | None = None) -> Reading:
    """The same of a file that was opened before, which is used up by it; `tried`: a source's own layouts not in force yet."""
    if opened.is_refused:
        return Reading(Identity(), CellTable(), tuple(opened.findings), False, opened.kind)
    grids, builder, findings = opened.grids, CellBuilder(), opened.findings
    marks: tuple[NumberMarks, ...] = ()
    found = recognise(grids, name, registry, form_code, source, findings, tried)
    if found.block is None:
        _quarantine_all(builder, grids)
    else:
        found_in_blocks, marks = read_blocks(found, registry, builder)
        findings += found_in_blocks
        _add_other_sheets(found, grids, registry, builder, findings)
    restore_typed(builder.table, grids)
    return Reading(found.identity, builder.table, tuple(findings), found.block is not None, opened.kind, marks)


def _quarantine_all(builder: CellBuilder, grids: list[SheetGrid]) -> None:
    for grid in grids:
        builder.add_plain(grid.name, filled(grid), "note", "ignored" if grid.name == METADATA_SHEET else "quarantined")


def _add_other_sheets(found: Recognised, grids: list[SheetGrid], registry: Registry, builder: CellBuilder,
                      findings: list[Finding]) -> None:
    """Sheets that hold no block of the form: kept; with figures they are quarantined, and said so."""
    read = [table.grid for table in found.tables]
    for grid in grids:
        if any(grid is one for one in read):
            continue
        cells = filled(grid)
        has_figures = not _is_expected(grid, found, registry) and any(not isinstance(value, str) for _, _, value in cells)
        is_ours = grid.name == METADATA_SHEET
        builder.add_plain(grid.name, cells, "note", "quarantined" if has_figures and not is_ours else "ignored")
        if has_figures and not is_ours:
            findings.append(_set_aside(grid, found, registry))
        if cells and grid.is_hidden and not is_ours:
            findings.append(Finding("COMMON-R014", grid.name, actual=grid.name, details={"what": "sheet"}))


def _set_aside(grid: SheetGrid, found: Recognised, registry: Registry) -> Finding:
    """The sheet is another form, the form of another period, or nothing of the form."""
    other = form_line(grid, registry)
    if other is not None and found.form is not None and other[0] != found.form.form_code:
        return Finding("COMMON-R068", grid.name, other[1], actual=grid.name, expected=found.form.form_code,
                       details={"other": f"{other[0]} {registry.forms[other[0]].name_vi}"})
    for block in found.edition.blocks if found.edition else ():
        if (header := find_header(grid, block)) is not None:
            _, code = period_said(read_heading(grid, found.edition, header.first))
            if code not in (None, found.identity.period_code):
                return Finding("COMMON-R064", grid.name, actual=grid.name, expected=period_label(code))
    return Finding("COMMON-R008", grid.name, actual=grid.name, details={"what": "sheet"})


def _is_expected(grid: SheetGrid, found: Recognised, registry: Registry) -> bool:
    """A publication has other tables beside that of the form; one more of the form's own, or of its rows, is not among them."""
    if found.form is None or found.edition is None or found.form.beside != "ignored" or not grid.rows:
        return False
    is_like = any(find_header(grid, block) is not None for block in found.edition.blocks)
    return not is_like and not _lists_provinces(grid, found, registry)


def _lists_provinces(grid: SheetGrid, found: Recognised, registry: Registry) -> bool:
    """Several rows begin with the name of a province and have figures: the table may go on here without its header."""
    names = {label_key(unit.name_vi) for unit in registry.units.provinces(found.day)} if found.day else set()
    listed = {key for row in grid.rows if any(type(value) is float for value in row)
              for value in row[:_LABEL_COLUMNS] if type(value) is str and (key := label_key(value)) in names}
    return len(listed) >= _FEWEST_PROVINCES


def filled(grid: SheetGrid) -> list[tuple[int, int, object]]:
    """(row, column, value) of every filled cell, 0-based."""
    return [(row, column, value) for row, values in enumerate(grid.rows) for column, value in enumerate(values) if value != ""]
