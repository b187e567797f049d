"""What calamine does not tell of a sheet: failed formulas, per cent formats, hidden rows, how far the cells reach.

One pass over the bytes of the sheet's XML, looking for the few cells that matter; a dialect that the byte patterns do not
know is parsed by lxml instead.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from lxml import etree

_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_STRANGE_CELL = re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,5}")[\s/>]')
_STRANGE_OR_LOW = re.compile(rb'<c(?! r="[A-Z]{1,3}\d{1,7}")[\s/>]')
_WIDE = re.compile(rb'<c r="([A-Z]{2,3})\d')
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*?\st="e"[^>]*>(?:(?!</c>).)*?<v>([^<]*)</v>', re.S)
_NO_VALUE = (b"</f></c>", b"</f><v></v></c>", b"</f><v/></c>", b"</f><v /></c>")
#: A text (`t="str"`) may well be empty.
_FORMULA_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"(?![^>]*\st="str")[^>]*><f[^>]*>([^<]*)\Z')
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
#: Beyond this size a sheet of styled blanks is worth telling from one of figures; elements of an odd dialect read in seconds.
_LARGE, _BYTES_A_CELL, _MAX_PARSED = 5_000_000, 100, 4_000_000
_HIDDEN_COLUMNS = re.compile(rb'<col (?=[^>]*\bhidden="(?:1|true)")[^>]*>')


@dataclass(slots=True)
class SheetTraits:
    """What is special about the cells of a sheet; positions are 0-based."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    grid_cells: int = 0                 # of the rectangle from A1 to the last filled cell, at most
    has_booleans: bool = False


def sheet_traits(xml: bytes, percent_styles: frozenset[int], max_grid_cells: int) -> SheetTraits:
    """The traits of one sheet."""
    first = _CELL.search(xml)
    if first is None:
        return SheetTraits()
    is_low = _STRANGE_CELL.search(xml) is not None
    if not xml.startswith(b"<c", first.start()) or (is_low and _STRANGE_OR_LOW.search(xml) is not None):
        return _parsed(xml, percent_styles)
    filled = _filled_cells(xml) if len(xml) > _LARGE and xml.count(b"</c>") * _BYTES_A_CELL < len(xml) else xml
    traits = SheetTraits(has_booleans=b't="b"' in xml)
    traits.grid_cells = _grid_cells(filled, max_grid_cells, is_low)
    if b't="e"' in xml:
        for letters, row, text in _ERROR.findall(filled):
            traits.errors[int(row) - 1, _column(letters)] = text.decode("utf-8", "replace")
    if b"</f>" in xml:
        traits.errors |= _not_computed(filled)
    if percent_styles:
        for letters, row in _percent_pattern(percent_styles).findall(filled):
            traits.percents.add((int(row) - 1, _column(letters)))
    if b"hidden=" in xml:
        traits.hidden_rows = frozenset(int(row) - 1 for row in _HIDDEN_ROW.findall(xml))
        traits.hidden_columns = _hidden_columns(xml)
    return traits


def _filled_cells(xml: bytes) -> bytes:
    """Only the cells that hold something, one behind the other."""
    found, end = [], xml.find(b"</c>")
    while end >= 0:
        found.append(xml[xml.rfind(b"<c ", 0, end):end + 4])
        end = xml.find(b"</c>", end + 4)
    return b"".join(found)


def _not_computed(xml: bytes) -> dict[tuple[int, int], str]:
    """Formulas that were stored without a value, as `=…`: their cells are filled, and nobody knows with what."""
    found = {}
    for end in _NO_VALUE:
        position = xml.find(end)
        while position >= 0:
            if cell := _FORMULA_CELL.match(xml, xml.rfind(b"<c ", 0, position), position):
                found[int(cell[2]) - 1, _column(cell[1])] = "=" + unescape(cell[3].decode("utf-8", "replace"))
            position = xml.find(end, position + 1)
    return found


def _grid_cells(xml: bytes, max_grid_cells: int, is_low: bool) -> int:
    """At most so many cells has the rectangle from A1 to the last filled cell; styled blanks do not count where it matters."""
    width = 1 + max((_column(letters) for letters in set(_WIDE.findall(xml))), default=25)
    if width * 99_999 <= max_grid_cells and not is_low:
        return width * 99_999
    last_row = last_column = 0
    for letters, row in _FILLED.findall(xml):
        last_row, last_column = max(last_row, int(row)), max(last_column, _column(letters) + 1)
    return last_row * last_column


@lru_cache(maxsize=64)
def _percent_pattern(styles: frozenset[int]) -> re.Pattern[bytes]:
    numbers = b"|".join(str(style).encode() for style in sorted(styles))
    return re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*? ?s="(?:' + numbers + rb')"[^>]*(?<!/)>')


def _hidden_columns(xml: bytes) -> frozenset[int]:
    found: set[int] = set()
    for tag in _HIDDEN_COLUMNS.findall(xml, 0, max(xml.find(b"<sheetData"), 0)):
        first, last = (re.search(rb'\b%s="(\d+)"' % name, tag) for name in (b"min", b"max"))
        if first and last:
            found.update(range(int(first[1]) - 1, min(int(last[1]), 16_384)))
    return frozenset(found)


@lru_cache(maxsize=4096)
def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _parsed(xml: bytes, percent_styles: frozenset[int]) -> SheetTraits:
    """The same, for any dialect: prefixes, cells without an address. ValueError where that would take too long."""
    if xml.count(b"<") > _MAX_PARSED:
        raise ValueError(f"more than {_MAX_PARSED} marks in a dialect of its own")
    traits, hidden = SheetTraits(), set()
    row = column = -1
    last_row = last_column = 0
    events = etree.iterparse(io.BytesIO(xml), events=("start", "end"), tag=("{*}row", "{*}c"), resolve_entities=False,
                             no_network=True, recover=True)
    for event, node in events:
        name = etree.QName(node).localname
        if event == "start" and name == "row":
            row, column = int(node.get("r") or row + 2) - 1, -1
            if node.get("hidden") in ("1", "true"):
                hidden.add(row)
        elif event == "end" and name == "c":
            row, column = _position(node.get("r"), row, column)
            if len(node):
                last_row, last_column = max(last_row, row + 1), max(last_column, column + 1)
                _note(traits, node, row, column, percent_styles)
        elif event == "end" and name == "row":
            node.clear()
    traits.hidden_rows, traits.grid_cells = frozenset(hidden), last_row * last_column
    return traits


def _position(reference: str | None, row: int, column: int) -> tuple[int, int]:
    """Of the cell's address; of the next column where it has none. ValueError: the address is none."""
    if reference is None:
        return row, column + 1
    found = re.fullmatch(r"([A-Z]{1,3})([1-9]\d{0,6})", reference)
    if found is None:
        raise ValueError(f"cell address {reference[:20]!r}")
    return int(found[2]) - 1, _column(found[1].encode())


def _note(traits: SheetTraits, node, row: int, column: int, percent_styles: frozenset[int]) -> None:
    traits.has_booleans |= node.get("t") == "b"
    if node.get("t") == "e":
        traits.errors[row, column] = next((child.text or "" for child in node if child.tag.endswith("v")), "")
    if int(node.get("s") or 0) in percent_styles:
        traits.percents.add((row, column))
