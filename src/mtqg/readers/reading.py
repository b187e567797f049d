"""Bytes and registry -> Reading: which form, edition, unit and period, then every cell with its meaning."""

from __future__ import annotations

from mtqg.model import CellTable, Finding, Identity, Reading
from mtqg.readers.blocks import read_block
from mtqg.readers.cells import CellBuilder
from mtqg.readers.container import open_container
from mtqg.readers.recognised import Recognised
from mtqg.readers.recognition import recognise
from mtqg.readers.workbook import SheetGrid, read_grids
from mtqg.registry import Registry, Source
from mtqg.templates.workbook import METADATA_SHEET


def read_submission(content: bytes, name: str, registry: Registry, *, form_code: str | None = None,
                    source: Source | None = None) -> Reading:
    """Every filled cell of the file with its meaning, and the findings of reading.

    `form_code` is that of the folder and `name` that of the file: they only help, the workbook speaks for itself.
    Not readable: the bytes are no workbook, or it does not say what it reports on; its cells are quarantined then.
    """
    container = open_container(content)
    if container.archive is None:
        return _unreadable(container.kind, container.reason or "", container.detail, name)
    try:
        grids = read_grids(content, container.archive)
    except ValueError as error:
        return _unreadable(container.kind, "damaged", str(error), name)
    builder, findings = CellBuilder(), []
    found = recognise(grids, name, registry, form_code, source, findings)
    if found.block is None:
        _quarantine_all(builder, grids)
        return Reading(found.identity, builder.table, tuple(findings), False, container.kind)
    findings += read_block(found, registry, builder)
    _add_other_sheets(found, grids, builder, findings)
    return Reading(found.identity, builder.table, tuple(findings), True, container.kind)


#: What a file is instead of a workbook, in the words of the finding.
_SEEN = {
    "empty_file": "tệp rỗng | an empty file", "is_text": "tệp văn bản | a text file", "is_pdf": "tệp PDF | a PDF file",
    "is_image": "tệp ảnh | an image", "is_ole": "tệp .xls cũ hoặc có mật khẩu | an old .xls or a password",
    "is_archive": "tệp nén | an archive", "no_workbook": "tệp nén không có bảng tính | an archive without a workbook",
    "damaged_zip": "tệp .xlsx hỏng | a damaged .xlsx", "damaged": "tệp .xlsx hỏng | a damaged .xlsx",
    "too_large": "tệp quá lớn | too large", "zip_bomb": "tệp nén quá mức | compressed beyond reason",
    "encrypted": "tệp có mật khẩu | a password", "is_unknown": "tệp không rõ loại | an unknown kind of file",
}


def _unreadable(kind: str, reason: str, detail: str, name: str) -> Reading:
    finding = Finding("COMMON-R001", actual=_SEEN[reason], expected=".xlsx",
                      details={"reason": reason, "detail": detail, "file": name})
    return Reading(Identity(), CellTable(), (finding,), False, kind)


def _quarantine_all(builder: CellBuilder, grids: list[SheetGrid]) -> None:
    for grid in grids:
        builder.add_plain(grid.name, filled(grid), "note", "ignored" if grid.name == METADATA_SHEET else "quarantined")


def _add_other_sheets(found: Recognised, grids: list[SheetGrid], builder: CellBuilder, findings: list[Finding]) -> None:
    """Sheets that hold no block of the form: kept; with figures they are quarantined, and said so."""
    for grid in grids:
        if grid is found.grid:
            continue
        cells = filled(grid)
        has_figures = any(not isinstance(value, str) for _, _, value in cells)
        is_ours = grid.name == METADATA_SHEET
        builder.add_plain(grid.name, cells, "note", "quarantined" if has_figures and not is_ours else "ignored")
        if has_figures and not is_ours:
            findings.append(Finding("COMMON-R008", grid.name, actual=grid.name, details={"what": "sheet"}))
        if cells and grid.is_hidden and not is_ours:
            findings.append(Finding("COMMON-R014", grid.name, actual=grid.name, details={"what": "sheet"}))


def filled(grid: SheetGrid) -> list[tuple[int, int, object]]:
    """(row, column, value) of every filled cell, 0-based."""
    return [(row, column, value) for row, values in enumerate(grid.rows) for column, value in enumerate(values) if value != ""]
