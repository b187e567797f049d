"""Bytes and registry -> Reading: which form, edition, unit and period, then every cell with its meaning."""

from __future__ import annotations

from mtqg.model import CellTable, Finding, Identity, NumberMarks, Reading
from mtqg.readers.blocks import read_blocks
from mtqg.readers.cells import CellBuilder
from mtqg.readers.containers.opening import Opened, open_workbooks
from mtqg.readers.encodings.typed_texts import restore_typed
from mtqg.readers.headers import find_header
from mtqg.readers.recognised import Recognised
from mtqg.readers.recognition import recognise
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry, Source
from mtqg.registry.layouts import LayoutFile
from mtqg.templates.workbook import METADATA_SHEET


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
        _add_other_sheets(found, grids, builder, findings)
    restore_typed(builder.table, grids)
    return Reading(found.identity, builder.table, tuple(findings), found.block is not None, opened.kind, marks)


def _quarantine_all(builder: CellBuilder, grids: list[SheetGrid]) -> None:
    for grid in grids:
        builder.add_plain(grid.name, filled(grid), "note", "ignored" if grid.name == METADATA_SHEET else "quarantined")


def _add_other_sheets(found: Recognised, grids: list[SheetGrid], builder: CellBuilder, findings: list[Finding]) -> None:
    """Sheets that hold no block of the form: kept; with figures they are quarantined, and said so."""
    read = [table.grid for table in found.tables]
    for grid in grids:
        if any(grid is one for one in read):
            continue
        cells = filled(grid)
        has_figures = not _is_expected(grid, found) and any(not isinstance(value, str) for _, _, value in cells)
        is_ours = grid.name == METADATA_SHEET
        builder.add_plain(grid.name, cells, "note", "quarantined" if has_figures and not is_ours else "ignored")
        if has_figures and not is_ours:
            findings.append(Finding("COMMON-R008", grid.name, actual=grid.name, details={"what": "sheet"}))
        if cells and grid.is_hidden and not is_ours:
            findings.append(Finding("COMMON-R014", grid.name, actual=grid.name, details={"what": "sheet"}))


def _is_expected(grid: SheetGrid, found: Recognised) -> bool:
    """A publication has other tables beside that of the form; one more of the form's own is not among them."""
    return (found.form is not None and found.form.beside == "ignored" and found.edition is not None and bool(grid.rows)
            and all(find_header(grid, block) is None for block in found.edition.blocks))


def filled(grid: SheetGrid) -> list[tuple[int, int, object]]:
    """(row, column, value) of every filled cell, 0-based."""
    return [(row, column, value) for row, values in enumerate(grid.rows) for column, value in enumerate(values) if value != ""]
