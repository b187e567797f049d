"""An .ods as grids: one pass over content.xml gives values, types, fonts, hidden rows, merged ranges and errors."""

from __future__ import annotations

import io
import zlib
from zipfile import BadZipFile, ZipFile

from lxml import etree

from mtqg.model import Finding
from mtqg.readers.container import read_part
from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.ods_sheet import OFFICE, TABLE, OdsSheet
from mtqg.readers.containers.ods_styles import SAFE, Styles
from mtqg.readers.containers.refusal import Refused
from mtqg.readers.workbook import SheetGrid

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_LINKS = (b"<table:table-source", b"<table:dde-link", b"<table:cell-range-source")
#: A `<` of the XML takes as long as so many records of an .xls.
_STEPS_A_MARK = 2
_NAME, _LOOK, _SHOWN = TABLE + "name", TABLE + "style-name", TABLE + "display"
_T, _ROW, _COLUMN, _GROUP = (TABLE + name for name in ("table", "table-row", "table-column", "table-row-group"))


def read_ods(archive: ZipFile, budget: Budget) -> tuple[list[SheetGrid], list[Finding]]:
    """Every table in the order of the workbook, and what was left aside; Refused where it is damaged, locked or too large."""
    names = archive.NameToInfo
    try:
        if "META-INF/manifest.xml" in names and b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
            raise Refused("encrypted", ".ods")
        content = read_part(archive, "content.xml")
        budget.take_bytes("content.xml", len(content))
        budget.take_steps("content.xml", content.count(b"<") * _STEPS_A_MARK)
        styles = Styles()
        if "styles.xml" in names:
            styles.add_part(read_part(archive, "styles.xml"))
        grids = _Tables(styles, budget).read(content)
    except Refused:
        raise
    except (BadZipFile, zlib.error, etree.LxmlError, ValueError, LookupError, OSError, ArithmeticError, RecursionError) as error:
        raise Refused("damaged", str(error)[:200]) from error
    findings = []
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        findings.append(Finding("COMMON-R020", actual="Basic"))
    if any(mark in content for mark in _LINKS):
        findings.append(Finding("COMMON-R028", actual="table-source"))
    return grids, findings


class _Tables:
    """Follows content.xml from its beginning to its end; rows are forgotten as soon as they are read."""

    def __init__(self, styles: Styles, budget: Budget):
        self.styles, self.budget = styles, budget
        self.grids: list[SheetGrid] = []
        self.open: list[OdsSheet | None] = []   # tables inside cells and cached outside tables are no sheets
        self.hidden_groups = 0

    def read(self, content: bytes) -> list[SheetGrid]:
        tags = (_T, _ROW, _COLUMN, _GROUP, _STYLE + "style", _STYLE + "font-face")
        for event, node in etree.iterparse(io.BytesIO(content), events=("start", "end"), tag=tags, **SAFE):
            if event == "start":
                self._start(node)
            else:
                self._end(node)
        return self.grids

    def _start(self, node) -> None:
        if node.tag == _T:
            is_hidden = node.get(_LOOK) in self.styles.hidden_tables
            is_sheet = node.getparent() is not None and node.getparent().tag == OFFICE + "spreadsheet"
            self.open.append(OdsSheet(node.get(_NAME) or "", is_hidden, self.styles, self.budget) if is_sheet else None)
        elif node.tag == _GROUP and node.get(_SHOWN) == "false":
            self.hidden_groups += 1

    def _end(self, node) -> None:
        if node.tag.startswith(_STYLE):
            self.styles.add(node)
        elif node.tag == _T:
            sheet = self.open.pop()
            if sheet is not None:
                self.grids.append(sheet.grid())
                node.clear()
        elif node.tag == _GROUP:
            self.hidden_groups -= node.get(_SHOWN) == "false"
        elif len(self.open) == 1 and (sheet := self.open[0]) is not None:
            if node.tag == _COLUMN:
                sheet.add_column(node)
            else:
                sheet.add_row(node, self.hidden_groups > 0)
            _forget(node)


def _forget(node) -> None:
    """Nothing of the element, or of those before it, stays in memory."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
