"""A workbook and its findings -> the same workbook with fills and comments at their cells, and a first sheet that lists them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from lxml import etree

from mtqg.feedback.lines import Line
from mtqg.feedback.listing import Heading, list_sheet
from mtqg.feedback.looks import COLOURS, formats
from mtqg.feedback.notes import note_of
from mtqg.feedback.ooxml import comments
from mtqg.feedback.ooxml.addresses import Cell
from mtqg.feedback.ooxml.book import Book, BookSheet, put_first, read_book
from mtqg.feedback.ooxml.cleaning import clean
from mtqg.feedback.ooxml.markup import CannotAnnotate, visible
from mtqg.feedback.ooxml.package import Package
from mtqg.feedback.ooxml.sheet import blank_styles, restyled, styles_of
from mtqg.feedback.ooxml.styles import Styles
from mtqg.feedback.placing import Placed
from mtqg.feedback.remarks import SEVERITIES
from mtqg.feedback.words import Words

Marked = dict[Cell, list[tuple[Placed, Placed | None]]]     # a finding, and the one that it follows from


def annotated(content: bytes, heading: Heading, lines: list[Line], words: Words, own_list: str | None = None) -> bytes:
    """The workbook, only the parts changed that must be. CannotAnnotate where that cannot be done safely.

    `own_list`: the sheet that an earlier return added; it is written anew where it stands, and the earlier marks are gone.
    """
    package = Package.open(content)
    book = read_book(package)
    styles = Styles.read(package, book)
    if own_list is not None:
        clean(package, book, styles, COLOURS.values())
    talked: set[tuple[str, Cell]] = set()
    list_name = own_list or book.free_name(words.list.sheet.vi)
    for name, marked in _by_sheet(lines).items():
        sheet = book.sheet(name)
        if sheet is None or not sheet.is_worksheet:
            raise CannotAnnotate("a cited sheet that is no worksheet")
        talked |= {(name, cell) for cell in _mark(package, book, sheet, marked, styles, words, list_name)}
    part = _list_part(package, book, own_list)
    package.write(part, list_sheet(heading, [_told(line, talked) for line in lines], formats(styles), words, book.namespace,
                                   {sheet.name for sheet in book.sheets if not sheet.is_hidden and sheet.is_worksheet}))
    styles.save()
    if own_list is None:
        package.declare(part, "spreadsheetml.worksheet+xml")
        put_first(package, book, list_name, part)
    _check(package)
    return package.content()


def _by_sheet(lines: list[Line]) -> dict[str, Marked]:
    found: dict[str, Marked] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        for part, cause in ((line, None), *((one, line.first) for one in line.implied)):
            for one in part.members:
                if one.cell and one.remark.sheet:
                    found[one.remark.sheet][one.cell].append((one, cause))
    return found


def _mark(package: Package, book: Book, sheet: BookSheet, marked: Marked, styles: Styles, words: Words,
          list_name: str) -> set[Cell]:
    """Fills and comments of one sheet; returned are the cells that take no comment."""
    notes = {cell: note_of(found, words, list_name) for cell, found in marked.items()}
    talked = comments.annotate(package, book, sheet, notes)
    part = package.xml(sheet.part)
    seen = visible(part)
    written = styles_of(seen, set(marked))
    blanks = blank_styles(seen, set(marked) - set(written))
    own = {cell: style for cell, (_, style) in written.items()} | blanks
    filled = {cell: styles.filled(style, COLOURS[_look(marked[cell])]) for cell, style in own.items()}
    known = {cell: style for cell, style in filled.items() if style is not None}
    package.write(sheet.part, restyled(part, {cell: style for cell, style in known.items() if cell in written},
                                       {cell: style for cell, style in known.items() if cell in blanks}))
    return talked


def _look(found: list[tuple[Placed, Placed | None]]) -> str:
    """The colour of a cell: of its gravest finding; findings that follow from another cell, or are waived, are paler."""
    own = [one.remark.severity for one, cause in found if one.remark.waiver is None and (cause is None or cause.cell == one.cell)]
    if own:
        return min(own, key=SEVERITIES.index)
    return "waived" if all(one.remark.waiver for one, _ in found) else "implied"


def _told(line: Line, talked: set[tuple[str, Cell]]) -> Line:
    """The line, with what is said of cells that take no comment."""
    members = tuple(replace(one, doubt="talked") if one.cell and (one.remark.sheet, one.cell) in talked else one
                    for one in line.members)
    return Line(members, tuple(_told(one, talked) for one in line.implied))


def _list_part(package: Package, book: Book, own_list: str | None) -> str:
    found = book.sheet(own_list) if own_list else None
    return found.part if found else package.free_name("xl/worksheets/sheet{}.xml")


def _check(package: Package) -> None:
    """CannotAnnotate unless everything written is XML (drawings of comments need not be)."""
    for name, part in {**package.changed, **package.added}.items():
        if not name.lower().endswith(".vml"):
            try:
                etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
            except etree.XMLSyntaxError as error:
                raise CannotAnnotate(f"{name}: {error}") from error


