"""Marks of an earlier return, in a workbook that was mended and sent again: none of them is left."""

from __future__ import annotations

import re
from collections.abc import Collection

from mtqg.feedback.ooxml import comments
from mtqg.feedback.ooxml.book import Book
from mtqg.feedback.ooxml.markup import edited, visible, with_attribute
from mtqg.feedback.ooxml.package import Package
from mtqg.feedback.ooxml.styles import Styles

_STYLED = re.compile(rb"""<(?:[\w.\-]+:)?c\s(?:[^"'<>]|"[^"<]*"|'[^'<]*')*?\bs\s*=\s*["'](\d+)["'][^<>]*>""")


def clean(package: Package, book: Book, styles: Styles, colours: Collection[str]) -> None:
    """Cells in a fill of ours have the format that they had without it, and comments of ours are gone, on every worksheet."""
    before = styles.unfilled(colours)
    for sheet in book.sheets:
        if not sheet.is_worksheet:
            continue
        comments.forget(package, sheet)
        part = package.xml(sheet.part)
        edits = [(found.start(), found.end(), with_attribute(found[0], "s", str(before[int(found[1])])))
                 for found in _STYLED.finditer(visible(part)) if int(found[1]) in before]
        if edits:
            package.write(sheet.part, edited(part, edits))
