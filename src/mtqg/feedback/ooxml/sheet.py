"""A worksheet part: cells take another format, and the sheet knows its comments; nothing else of it is touched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtqg.feedback.ooxml.addresses import LAST_COLUMN, Cell, cell_of, reference_of
from mtqg.feedback.ooxml.markup import (
    CannotAnnotate,
    Tag,
    children,
    edited,
    end_tag,
    quoted,
    root,
    tag_at,
    tags,
    visible,
    with_attribute,
)
from mtqg.feedback.ooxml.package import RELATIONSHIPS, STRICT_RELATIONSHIPS

#: Elements of a worksheet that come before <legacyDrawing>.
_BEFORE_DRAWING = frozenset(
    b"sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter "
    b"sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks "
    b"printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags "
    b"drawing".split())
_DATA = frozenset([b"sheetData"])
_DEFAULT_PIXELS, _DEFAULT_LETTERS = 64, 8.43


@dataclass(frozen=True, slots=True)
class Parts:
    """Where the pieces of a worksheet are that we look at."""

    top: Tag
    data: Tag | None
    elements: tuple[tuple[Tag, int], ...]


def parts_of(seen: bytes) -> Parts:
    """The pieces of a `visible` worksheet part."""
    top = root(seen)
    if top.name != b"worksheet":
        raise CannotAnnotate("not a worksheet")
    elements = tuple(children(seen, top, _DATA))
    return Parts(top, next((tag for tag, _ in elements if tag.name == b"sheetData"), None), elements)


def styles_of(seen: bytes, wanted: set[Cell]) -> dict[Cell, tuple[Tag, int]]:
    """Where the wanted cells are written: their tag and their format."""
    parts = parts_of(seen)
    found: dict[Cell, tuple[Tag, int]] = {}
    for _, cell, tag in _cells(seen, parts, {row for row, _ in wanted}):
        if cell in wanted and tag is not None:
            found[cell] = tag, int(tag.get(b"s") or 0)
    return found


def _cells(seen: bytes, parts: Parts, rows: set[int]):
    """(row tag, (row, column), cell tag) of the cells in these rows; (row tag, (row, 0), None) where a row begins."""
    if parts.data is None or parts.data.is_empty:
        return
    number, name = 0, parts.data.prefix + b"row"
    for found in re.finditer(b"<" + re.escape(name) + rb"(?=[\s/>])", seen[:end_tag(seen, parts.data).start]):
        opened = tag_at(seen, found.start())
        number = int(opened.get(b"r") or number + 1)
        if number not in rows:
            continue
        yield opened, (number, 0), None
        column, end = 0, opened.end if opened.is_empty else seen.find(b"</" + name, opened.end)
        for tag in tags(seen, opened.end, end):
            if tag.name == b"c" and not tag.is_closing:
                said = cell_of(tag.get(b"r"))
                column = said[1] if said else column + 1
                yield opened, (number, column), tag


def restyled(part: bytes, styles: dict[Cell, int], blanks: dict[Cell, int]) -> bytes:
    """The part with these formats: of cells that are written already, and of `blanks` in rows that are, where none is."""
    seen = visible(part)
    parts = parts_of(seen)
    edits = [(tag.start, tag.end, with_attribute(part[tag.start:tag.end], "s", str(styles[cell])))
             for cell, (tag, _) in styles_of(seen, set(styles)).items()]
    prefix = parts.top.prefix.decode()
    for at, cells in _gaps(seen, parts, set(blanks)).items():
        written = "".join(f'<{prefix}c r="{reference_of(cell)}" s="{blanks[cell]}"/>' for cell in sorted(cells))
        edits.append((at, at, written.encode()))
    return edited(part, edits)


def blank_styles(seen: bytes, wanted: set[Cell]) -> dict[Cell, int]:
    """The format of cells that are not written, as their row or column has it; cells of rows that are not written have none."""
    parts = parts_of(seen)
    columns = _column_styles(seen, parts)
    found = {}
    for row_tag, (row, column), _ in _cells(seen, parts, {row for row, _ in wanted}):
        if column == 0 and not row_tag.is_empty:
            is_formatted = row_tag.get(b"customFormat") in ("1", "true")
            for cell in (one for one in wanted if one[0] == row):
                found[cell] = int(row_tag.get(b"s") or 0) if is_formatted else columns.get(cell[1], 0)
    return found


def _gaps(seen: bytes, parts: Parts, wanted: set[Cell]) -> dict[int, set[Cell]]:
    """Where in the part cells that are not written would be."""
    found: dict[int, set[Cell]] = {}
    waiting: dict[int, list[int]] = {}
    for row, column in wanted:
        waiting.setdefault(row, []).append(column)
    opened: dict[int, Tag] = {}
    for row_tag, (row, column), tag in _cells(seen, parts, set(waiting)):
        opened[row] = row_tag
        for one in [one for one in waiting[row] if tag is not None and one < column]:
            waiting[row].remove(one)
            found.setdefault(tag.start, set()).add((row, one))
    for row, left in waiting.items():
        if left and row in opened and not opened[row].is_empty:
            at = end_tag(seen, opened[row]).start
            found.setdefault(at, set()).update((row, one) for one in left)
    return found


def _column_styles(seen: bytes, parts: Parts) -> dict[int, int]:
    return {number: int(tag.get(b"style") or 0) for tag in _columns(seen, parts)
            for number in range(int(tag.get(b"min") or 1), min(int(tag.get(b"max") or 1), LAST_COLUMN) + 1)}


def column_pixels(seen: bytes) -> dict[int, int]:
    """Widths of the columns that have one of their own, 0 for hidden ones; 64 for the others."""
    widths = {}
    for tag in _columns(seen, parts_of(seen)):
        is_hidden = tag.get(b"hidden") in ("1", "true")
        pixels = 0 if is_hidden else int(float(tag.get(b"width") or _DEFAULT_LETTERS) * 7 + 5)
        for number in range(int(tag.get(b"min") or 1), min(int(tag.get(b"max") or 1), 500) + 1):
            widths[number] = pixels
    return widths


def _columns(seen: bytes, parts: Parts) -> list[Tag]:
    found = next((tag for tag, _ in parts.elements if tag.name == b"cols"), None)
    return [] if found is None else [tag for tag, _ in children(seen, found)]


def legacy_drawing(seen: bytes) -> str | None:
    """The relation of the drawing that holds the boxes of comments."""
    top = root(seen)
    for tag, _ in parts_of(seen).elements:
        if tag.name == b"legacyDrawing":
            prefix = next((name for name in _prefixes(top) + _prefixes(tag)), b"r")
            return tag.get(prefix + b":id")
    return None


def with_legacy_drawing(part: bytes, relation_id: str, is_strict: bool) -> bytes:
    """The part with a drawing of comments, where the format wants it."""
    seen = visible(part)
    parts = parts_of(seen)
    at = max((end for tag, end in parts.elements if tag.name in _BEFORE_DRAWING), default=parts.top.end)
    declared = _prefixes(parts.top)
    prefix = declared[0].decode() if declared else "r"
    namespace = "" if declared else f' xmlns:r="{STRICT_RELATIONSHIPS if is_strict else RELATIONSHIPS}"'
    element = f"<{parts.top.prefix.decode()}legacyDrawing{namespace} {prefix}:id={quoted(relation_id)}/>"
    return edited(part, [(at, at, element.encode())])


def _prefixes(tag: Tag) -> list[bytes]:
    """Prefixes that this tag declares for relationships."""
    found = re.findall(rb"""xmlns:([\w.\-]+)\s*=\s*["']([^"']*)["']""", tag.attributes)
    return [prefix for prefix, value in found if value.decode() in (RELATIONSHIPS, STRICT_RELATIONSHIPS)]
