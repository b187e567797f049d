"""An .xlsx as grids of values: calamine's values, and what the sheet's XML says beside them."""

from __future__ import annotations

import io
import re
import struct
import zlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from mtqg.readers.container import MAX_GRID_CELLS, MAX_SHEETS, read_part
from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.shared_strings import SharedStrings
from mtqg.readers.containers.xlsx_fonts import cell_fonts, font_names, shared_runs
from mtqg.readers.encodings.gate import may_hold_old_text, names_old_font
from mtqg.readers.sheet_xml import SheetTraits, sheet_traits
from mtqg.readers.texts import Percent, label_key

#: What the standard library, lxml and calamine raise over damaged bytes.
_PARSER_FAULTS = (CalamineError, BadZipFile, zlib.error, etree.LxmlError, OSError, LookupError, ArithmeticError, EOFError,
                  RuntimeError, struct.error)
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
    formulas: frozenset[tuple[int, int]] = frozenset()
    evidence: dict[str, str] = field(default_factory=dict)      # how a text file was understood: encoding, delimiter
    encoding: str | None = None                         # old encoding of the whole sheet (a text file names no font)
    fonts: dict[tuple[int, int], tuple[tuple[int, str], ...]] = field(default_factory=dict)  # old fonts: (from letter, font)
    typed: dict[tuple[int, int], str] = field(default_factory=dict)     # texts that `rows` holds decoded, as they were typed
    is_unicode: bool = False                            # known to hold no text of an old encoding
    headers: dict = field(default_factory=dict)         # columns of a block -> (its header on this sheet or None,)
    _labels: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)

    def labels(self, last_row: int) -> list[tuple[int, int, str]]:
        """(row, column, label key) of the texts down to a row: where headers are looked for, made once."""
        if last_row not in self._labels:
            self._labels[last_row] = [(number, position, key) for number, row in enumerate(self.rows[:last_row])
                                      for position, value in enumerate(row)
                                      if type(value) is str and len(value) > 1 and (key := label_key(value))]
        return self._labels[last_row]


def read_grids(content: bytes, archive: ZipFile, budget: Budget | None = None) -> list[SheetGrid]:
    """Every worksheet, in the order of the workbook; ValueError when it is damaged or too large."""
    try:
        return _read_grids(content, archive, budget or Budget())
    except _PARSER_FAULTS as error:
        raise ValueError(str(error)[:200]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":    # calamine's own failure over bytes it did not expect
            raise
        raise ValueError(str(error)[:200]) from error


def _read_grids(content: bytes, archive: ZipFile, budget: Budget) -> list[SheetGrid]:
    parts = _sheet_parts(_part(archive, "xl/_rels/workbook.xml.rels"), _part(archive, "xl/workbook.xml"))
    styles, strings = _part(archive, "xl/styles.xml"), SharedStrings(_part(archive, "xl/sharedStrings.xml"))
    looks = font_names(styles) if (has_old_fonts := names_old_font(styles, strings.xml)) else []
    is_unicode = not has_old_fonts and not may_hold_old_text(strings.xml)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    if len(sheets) > MAX_SHEETS or len({sheet.name for sheet in sheets}) < len(sheets):
        raise ValueError(f"{len(sheets)} sheets, or two of one name")
    grids = []
    for sheet in sheets:
        xml = read_part(archive, parts[sheet.name])
        budget.take_bytes(sheet.name, len(xml))
        if is_large := budget.is_worth_counting or strings.may_fill_memory(len(xml)):
            filled = xml.count(b"</c>")
            budget.take_cells(sheet.name, filled)
            budget.take_bytes(sheet.name, strings.size_in(xml, filled))
        traits = sheet_traits(xml, _percent_styles(styles), MAX_GRID_CELLS)
        if traits.grid_cells > MAX_GRID_CELLS:
            raise ValueError(f"{sheet.name}: {traits.grid_cells} cells")
        grid = _grid(workbook, sheet, traits)
        budget.take_grid(sheet.name, len(grid.rows), len(grid.rows[0]) if grid.rows else 0)
        if is_large:
            budget.check_texts(sheet.name, grid.rows)
        grid.is_unicode = is_unicode and not (b"inlineStr" in xml and may_hold_old_text(xml))
        if has_old_fonts:
            grid.fonts = cell_fonts(xml, looks, shared_runs(strings.xml))
        grids.append(grid)
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


@lru_cache(maxsize=32)
def _sheet_parts(relations: bytes, book: bytes) -> dict[str, str]:
    """Sheet name -> part of the archive."""
    targets = {}
    for node in _parse(relations):
        target = node.get("Target") or ""
        targets[node.get("Id")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for node in _parse(book).iter("{*}sheet"):
        relation = next((value for name, value in node.attrib.items() if name.endswith("}id")), None)
        if relation in targets:
            found[node.get("name")] = targets[relation]
    return found


@lru_cache(maxsize=32)
def _percent_styles(content: bytes) -> frozenset[int]:
    """Indexes of the cell formats that show per cent."""
    styles = _parse(content)
    formats = {int(node.get("numFmtId") or 0) for node in styles.iter("{*}numFmt") if shows_percent(node.get("formatCode") or "")}
    percent = formats.union(_BUILT_IN_PERCENT)
    used = styles.find("{*}cellXfs")
    return frozenset(index for index, node in enumerate(used if used is not None else ())
                     if int(node.get("numFmtId") or 0) in percent)


def shows_percent(number_format: str) -> bool:
    """A number in this format is shown as per cent."""
    return "%" in number_format and "%" in _QUOTED.sub("", number_format)


def _part(archive: ZipFile, name: str) -> bytes:
    return read_part(archive, name) if name in archive.NameToInfo else b"<none/>"


def _parse(content: bytes):
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
