"""An .xls (BIFF 5 to 8) as grids: xlrd's values with their formats, fonts, hidden rows and merged ranges."""

from __future__ import annotations

import io
import unicodedata
from datetime import date, datetime, time
from functools import cached_property
from math import isfinite

import xlrd
from xlrd.biffh import error_text_from_code

from mtqg.model import Finding
from mtqg.readers.containers.biff import Biff, scan
from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.compound import Compound
from mtqg.readers.containers.refusal import Refused
from mtqg.readers.encodings.fonts import font_encoding
from mtqg.readers.texts import Percent
from mtqg.readers.workbook import SheetGrid, shows_percent

_BIFF8 = 80


def read_xls(compound: Compound, budget: Budget) -> tuple[list[SheetGrid], list[Finding]]:
    """Every worksheet in the order of the workbook, and what was left aside; Refused where it is damaged or too large."""
    content = compound.stream("Workbook", "Book")
    if content is None:
        raise Refused("is_ole")
    try:
        biff = scan(content, budget)
        grids = _Workbook(biff).grids()
    except Refused:
        raise
    except MemoryError:
        raise
    except Exception as error:      # xlrd raises whatever damaged bytes lead it into
        raise Refused("damaged", f"{type(error).__name__}: {error}"[:200]) from error
    findings = []
    if biff.has_macro_sheet or any(name.upper().startswith("_VBA_PROJECT") for name in compound.names):
        findings.append(Finding("COMMON-R020", actual="VBA"))
    if biff.has_links:
        findings.append(Finding("COMMON-R028", actual="SUPBOOK"))
    return grids, findings


class _Workbook:
    """The sheets of one workbook; texts before BIFF 8 are bytes in a code page, held as Latin-1 until their font is known."""

    def __init__(self, biff: Biff):
        self.biff = biff
        override = None if _is_biff8(biff.stream) else "latin-1"
        self.book = xlrd.open_workbook(file_contents=biff.stream, formatting_info=True, ragged_rows=True, on_demand=True,
                                       logfile=io.StringIO(), encoding_override=override)

    def grids(self) -> list[SheetGrid]:
        found = []
        for number, start in enumerate(self.book._sh_abs_posn):
            found.append(self._grid(self.book.sheet_by_index(number), frozenset(self.biff.formulas.get(start, ()))))
            self.book.unload_sheet(number)
        return found

    def _grid(self, sheet: xlrd.sheet.Sheet, formulas: frozenset[tuple[int, int]]) -> SheetGrid:
        width, fonts = sheet.ncols, {}
        rows = []
        for row in range(sheet.nrows):
            values = [""] * width
            for column, (kind, value, look) in enumerate(zip(
                    sheet.row_types(row), sheet.row_values(row), sheet._cell_xf_indexes[row], strict=True)):
                if kind == xlrd.XL_CELL_TEXT:
                    runs = self._runs(look, sheet.rich_text_runlist_map.get((row, column)))
                    old = any(font_encoding(font) for _, font in runs)
                    values[column] = value if old else self._text(value)
                    if old and value:
                        fonts[row, column] = runs
                elif kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                    values[column] = self._value(kind, value, look)
            rows.append(values)
        return SheetGrid(
            self._text(sheet.name), sheet.visibility != 0, rows,
            [((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet.merged_cells],
            frozenset(row for row, look in sheet.rowinfo_map.items() if look.hidden),
            frozenset(column for column, look in sheet.colinfo_map.items() if look.hidden),
            formulas=formulas, fonts=fonts)

    def _value(self, kind: int, value: float | int, look: int) -> object:
        if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE) and not isfinite(value):
            return "#NUM!"
        if kind == xlrd.XL_CELL_NUMBER:
            return Percent(value) if look in self._percents else value
        if kind == xlrd.XL_CELL_DATE:
            return _moment(value, self.book.datemode)
        if kind == xlrd.XL_CELL_BOOLEAN:
            return "TRUE" if value else "FALSE"
        return error_text_from_code.get(value, "#VALUE!")

    def _runs(self, look: int, rich: list[tuple[int, int]] | None) -> tuple[tuple[int, str], ...]:
        """(from letter, font) of a cell's text: the font of the cell, then those of its runs."""
        own = (0, self._fonts[look] if look < len(self._fonts) else "")
        if not rich:
            return (own,)
        names = [font.name for font in self.book.font_list]
        runs = [(start, names[font] if font < len(names) else "") for start, font in rich]
        return tuple(runs) if runs[0][0] == 0 else (own, *runs)

    def _text(self, text: str) -> str:
        if self.book.biff_version >= _BIFF8:
            return text
        try:
            return unicodedata.normalize("NFC", text.encode("latin-1").decode(f"cp{self.book.codepage or 1252}"))
        except (UnicodeError, LookupError):
            return text

    @cached_property
    def _fonts(self) -> list[str]:
        fonts = self.book.font_list
        return [fonts[look.font_index].name if look.font_index < len(fonts) else "" for look in self.book.xf_list]

    @cached_property
    def _percents(self) -> frozenset[int]:
        formats = self.book.format_map
        return frozenset(number for number, look in enumerate(self.book.xf_list)
                         if (found := formats.get(look.format_key)) and shows_percent(found.format_str))


def _is_biff8(stream: bytes) -> bool:
    return stream[4:6] == b"\x00\x06"


def _moment(value: float, datemode: int) -> date | datetime | time | float:
    """As calamine gives dates of an .xlsx: a day, a day with a time, a time; the number itself where it is none of them."""
    try:
        moment = xlrd.xldate_as_datetime(value, datemode)
    except (OverflowError, ValueError):
        return value
    if value < 0:
        return value
    if value < 1:
        return moment.time()
    return moment.date() if moment.time() == time() else moment
