"""An .xlsx as grids of values: calamine's values, and what the sheet's XML says beside them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mtqg.readers.container import MAX_GRID_CELLS, MAX_SHEETS, read_part
from mtqg.readers.sheet_xml import SheetTraits, sheet_traits
from mtqg.readers.texts import Percent

_BUILT_IN_PERCENT = (9, 10)
_QUOTED = re.compile(r'"[^"]*"|\\.')


@dataclass(slots=True)
class SheetGrid:
    """One sheet: `rows[r][c]` from A1, '' where empty; failed formulas as their error text, per cent cells as Percent."""

    name: str
    is_hidden: bool
    rows: list[list[Any]]
    merges: list[tuple[tuple[int, int], tuple[int, int]]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


def read_grids(content: bytes, archive: ZipFile) -> list[SheetGrid]:
    """Every worksheet, in the order of the workbook; ValueError when it is damaged or too large."""
    parts = _sheet_parts(archive)
    percent_styles = _percent_styles(archive)
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > MAX_SHEETS:
            raise ValueError(f"{len(sheets)} sheets")
        grids = []
        for sheet in sheets:
            part = parts.get(sheet.name)
            traits = sheet_traits(read_part(archive, part), percent_styles, MAX_GRID_CELLS) if part else SheetTraits()
            if traits.last_row * traits.last_column > MAX_GRID_CELLS:
                raise ValueError(f"{sheet.name}: {traits.last_row} rows x {traits.last_column} columns")
            grids.append(_grid(workbook, sheet, traits))
    except (CalamineError, OSError, KeyError, etree.XMLSyntaxError, EOFError) as error:
        raise ValueError(str(error)[:200]) from error
    return grids


def _grid(workbook: CalamineWorkbook, sheet, traits: SheetTraits) -> SheetGrid:
    values = workbook.get_sheet_by_name(sheet.name)
    rows = values.to_python(skip_empty_area=False)
    for (row, column), text in traits.errors.items():
        _widen(rows, row, column)
        rows[row][column] = text or "#VALUE!"
    for row, column in traits.percents:
        if row < len(rows) and column < len(rows[row]) and type(rows[row][column]) in (float, int):
            rows[row][column] = Percent(float(rows[row][column]))
    if traits.has_booleans:
        rows = [[("FALSE", "TRUE")[value] if type(value) is bool else value for value in row] for row in rows]
    return SheetGrid(sheet.name, sheet.visible != SheetVisibleEnum.Visible, rows, values.merged_cell_ranges or [],
                     traits.hidden_rows, traits.hidden_columns)


def _widen(rows: list[list[Any]], row: int, column: int) -> None:
    """Error cells outside what calamine saw: the grid reaches them."""
    width = max(len(rows[0]) if rows else 0, column + 1)
    while len(rows) <= row:
        rows.append([""] * width)
    if rows and len(rows[0]) < width:
        for line in rows:
            line.extend([""] * (width - len(line)))


def _sheet_parts(archive: ZipFile) -> dict[str, str]:
    """Sheet name -> part of the archive."""
    relations = _parse(archive, "xl/_rels/workbook.xml.rels")
    targets = {}
    for node in relations if relations is not None else ():
        target = node.get("Target") or ""
        targets[node.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    book = _parse(archive, "xl/workbook.xml")
    found = {}
    for node in book.iter("{*}sheet") if book is not None else ():
        relation = next((value for name, value in node.attrib.items() if name.endswith("}id")), None)
        if targets.get(relation) in archive.namelist():
            found[node.get("name")] = targets[relation]
    return found


def _percent_styles(archive: ZipFile) -> frozenset[int]:
    """Indexes of the cell formats that show per cent."""
    styles = _parse(archive, "xl/styles.xml")
    if styles is None:
        return frozenset()
    formats = {int(node.get("numFmtId") or 0) for node in styles.iter("{*}numFmt")
               if "%" in _QUOTED.sub("", node.get("formatCode") or "")}
    percent = formats.union(_BUILT_IN_PERCENT)
    used = styles.find("{*}cellXfs")
    return frozenset(index for index, node in enumerate(used if used is not None else ())
                     if int(node.get("numFmtId") or 0) in percent)


def _parse(archive: ZipFile, name: str):
    if name not in archive.namelist():
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(read_part(archive, name), parser)
