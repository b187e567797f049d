"""The text of an .ods cell: paragraphs as lines, with the font of each run where it is one of an old encoding."""

from __future__ import annotations

from collections.abc import Mapping

from mtqg.readers.encodings.fonts import font_encoding

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_P, _S, _TAB, _BREAK, _COUNT, _STYLE = (_TEXT + name for name in ("p", "s", "tab", "line-break", "c", "style-name"))
_MAX_SPACES = 1_000


def cell_text(cell, fonts: Mapping[str, str], own: str) -> tuple[str, tuple[tuple[int, str], ...]]:
    """(the text, its runs (from letter, font) where one of them is old); notes of the cell are no part of it."""
    parts: list[tuple[str, str]] = []
    for number, paragraph in enumerate(cell.iterchildren(_P)):
        if number:
            parts.append(("\n", own))
        _collect(paragraph, fonts, own, parts)
    text = "".join(part for part, _ in parts)
    if not any(font_encoding(font) for _, font in parts):
        return text, ()
    runs, length, last = [], 0, None
    for part, font in parts:
        if font != last and part:
            runs.append((length, font))
            last = font
        length += len(part)
    return text, tuple(runs)


def _collect(node, fonts: Mapping[str, str], font: str, parts: list[tuple[str, str]]) -> None:
    parts.append((node.text or "", font))
    for child in node.iterchildren():
        if child.tag == _S:
            count = child.get(_COUNT) or "1"
            parts.append((" " * min(int(count) if count.isdigit() else 1, _MAX_SPACES), font))
        elif child.tag == _TAB:
            parts.append(("\t", font))
        elif child.tag == _BREAK:
            parts.append(("\n", font))
        elif isinstance(child.tag, str) and child.tag.startswith(_TEXT):
            _collect(child, fonts, fonts.get(child.get(_STYLE) or "", font), parts)
        parts.append((child.tail or "", font))
