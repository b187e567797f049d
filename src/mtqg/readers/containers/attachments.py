"""The words of an attachment that can be read (Word, OpenDocument, web pages, plain text) as grids: only to be looked through
for personal records, never for figures. PDF, images, .doc and what has a password say nothing here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from itertools import islice
from zipfile import BadZipFile, ZipFile

from lxml import etree

from mtqg.readers.container import read_part
from mtqg.readers.containers.budget import Budget
from mtqg.readers.encodings.alphabets import Alphabet
from mtqg.readers.encodings.byte_texts import read_bytes
from mtqg.readers.encodings.decoding import decode_sheet
from mtqg.readers.workbook import SheetGrid

_PARTS = re.compile(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml|ppt/slides/slide\d+\.xml|content\.xml")
#: What lies beyond these is not looked through.
_MAX_PARTS, _MAX_XML, _MAX_TEXT, _MAX_ROWS, _WIDEST, _DEEPEST_TABLE = 200, 10_000_000, 4_000_000, 100_000, 60, 3
_ROW, _CELL = ("tr", "table-row"), ("tc", "table-cell")
_MARKUP = re.compile(r"<(?:[a-z]\w*:)?(?:html|table|body|row|tr|td|p|div|br)\b", re.I)
_CELL_ENDS = re.compile(r"</(?:[a-z]\w*:)?(?:t[dh]|cell)>", re.I)
_LINE_ENDS = re.compile(r"</(?:[a-z]\w*:)?(?:tr|row|p|li|div|h\d)>|<br\s*/?>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_GAPS = re.compile(r"\t|;|\||\s{3,}|,\s")


def words_of(content: bytes, archive: ZipFile | None, budget: Budget, alphabets: Mapping[str, Alphabet]) -> list[SheetGrid]:
    """A grid a part (or one for a text), a row a line or a row of a table; none where nothing can be read."""
    try:
        found = _archived(archive, budget) if archive is not None else _typed(content, alphabets)
        rows = list(islice(found, _MAX_ROWS))
    except (ValueError, OSError, BadZipFile, etree.LxmlError):
        return []
    width = min(max((len(row) for row in rows), default=0), _WIDEST)
    grid = SheetGrid("đính kèm | attached", False, [(row + [""] * (width - len(row)))[:width] for row in rows], [], frozenset(),
                     frozenset())
    decode_sheet(grid, alphabets)
    return [grid] if rows else []


def _archived(archive: ZipFile, budget: Budget) -> Iterator[list[str]]:
    """Rows of tables and paragraphs beside them, of every part that holds text."""
    for name in [name for name in archive.NameToInfo if _PARTS.fullmatch(name)][:_MAX_PARTS]:
        if archive.NameToInfo[name].file_size > _MAX_XML:
            continue
        xml = read_part(archive, name)
        budget.take_bytes(name, len(xml))
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
        for node in root.iter("{*}tr", "{*}table-row", "{*}p", "{*}h"):
            kind = etree.QName(node).localname
            above = [etree.QName(one).localname for one in node.iterancestors()]
            if kind in _ROW and sum(one in _ROW for one in above) < _DEEPEST_TABLE:
                yield [_said(cell) for cell in node if etree.QName(cell).localname in _CELL]
            elif kind not in _ROW and not any(one in _CELL for one in above) and (text := _said(node)):
                yield [text]


def _said(node) -> str:
    return " ".join("".join(node.itertext()).split())


def _typed(content: bytes, alphabets: Mapping[str, Alphabet]) -> Iterator[list[str]]:
    """Lines of a text cut at tabs and wide gaps; tags of a web page part its cells and rows."""
    read = read_bytes(content[:_MAX_TEXT], alphabets)
    text = read.text if read is not None else ""
    if _MARKUP.search(text[:100_000]):
        text = _LINE_ENDS.sub("\n", _CELL_ENDS.sub("\t", text.replace("\n", " ")))
        text = unescape(_TAG.sub(" ", text))
    for line in text.splitlines():
        cells = [cell.strip() for cell in _GAPS.split(line)]
        if any(cells):
            yield cells
