"""A workbook of our own where the province's cannot be written upon: its cited rows, at their own addresses."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from datetime import datetime

import xlsxwriter

from mtqg.feedback.ooxml.book import SHEET_NAME_LETTERS
from mtqg.feedback.placing import Placed
from mtqg.feedback.plain import harmless
from mtqg.readers.texts import Percent, shown
from mtqg.readers.workbook import SheetGrid

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\U00010000-\U0010ffff]")
_LAST_COLUMN, _MOST_LETTERS = 16_383, 32_000
_EMPTY_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
                           '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                           '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
                           'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
                   'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
                   'Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
                       'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets></sheets></workbook>',
}


def empty_workbook() -> bytes:
    """A package without a sheet, to put one into."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in _EMPTY_PARTS.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + part)
    return out.getvalue()


def sheet_names(names: Iterable[str]) -> dict[str, str]:
    """Names as Excel takes them, each another, for names that archives and text files have."""
    found: dict[str, str] = {}
    taken = {"history"}
    for name in names:
        base = _NOT_IN_NAMES.sub("_", name).strip("' ") or "_"
        tries = [base[:SHEET_NAME_LETTERS], *(f"{base[:SHEET_NAME_LETTERS - 5]} ({number})" for number in range(2, 1000))]
        written = next(one for one in tries if one.casefold() not in taken)
        taken.add(written.casefold())
        found[name] = written
    return found


def excerpt(grids: Iterable[SheetGrid], placed: Iterable[Placed], header_rows: Mapping[str, set[int]], names: Mapping[str, str],
            made_at: datetime) -> bytes:
    """Sheets with a cited cell: header and cited rows where they were, other rows out of sight, texts that are no formulas."""
    rows: dict[str, set[int]] = {}
    for one in placed:
        if one.cell and one.remark.sheet:
            rows.setdefault(one.remark.sheet, set(header_rows.get(one.remark.sheet, ()))).add(one.cell[0])
    if not rows:
        return empty_workbook()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        looks = {"text": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
                 "percent": book.add_format({"border": 1, "valign": "top", "num_format": "0.00%"})}
        for grid in grids:
            if grid.name in rows:
                _write(book.add_worksheet(names[grid.name]), grid, sorted(rows[grid.name]), looks)
    return out.getvalue()


def _write(sheet, grid: SheetGrid, rows: list[int], looks: dict) -> None:
    sheet.set_default_row(hide_unused_rows=True)
    sheet.set_column(0, min(len(grid.rows[0]) if grid.rows else 1, _LAST_COLUMN), 14)
    for number in rows:
        sheet.set_row(number - 1, None)
        values = grid.rows[number - 1] if number <= len(grid.rows) else []
        for column, value in enumerate(values[:_LAST_COLUMN + 1]):
            if isinstance(value, Percent):
                sheet.write_number(number - 1, column, value.stored, looks["percent"])
            elif isinstance(value, float | int) and not isinstance(value, bool):
                sheet.write_number(number - 1, column, value, looks["text"])
            else:
                sheet.write_string(number - 1, column, harmless(shown(value))[:_MOST_LETTERS], looks["text"])
