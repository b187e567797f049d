"""Fonts of old encodings in an .xlsx: of the cell's format, and of the runs of a text with several fonts."""

from __future__ import annotations

import io
import re

from lxml import etree

from mtqg.readers.encodings.fonts import font_encoding

_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False}
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
Runs = tuple[tuple[int, str], ...]


def font_names(styles: bytes) -> list[str]:
    """Index of a cell format -> the name of its font."""
    book = etree.fromstring(styles, etree.XMLParser(**_SAFE))
    fonts = book.find("{*}fonts")
    names = [_name(font) for font in fonts] if fonts is not None else []
    formats = book.find("{*}cellXfs")
    numbers = [int(look.get("fontId") or 0) for look in formats] if formats is not None else []
    return [names[number] if 0 <= number < len(names) else "" for number in numbers]


def shared_runs(strings: bytes) -> dict[int, Runs]:
    """Index of a shared string -> its runs, for those that name an old font somewhere."""
    found = {}
    for number, entry in enumerate(etree.fromstring(strings, etree.XMLParser(**_SAFE)).iterchildren("{*}si")):
        if runs := _runs(entry):
            found[number] = runs
    return found


def cell_fonts(xml: bytes, names: list[str], shared: dict[int, Runs]) -> dict[tuple[int, int], Runs]:
    """Cells (0-based) whose text is in an old font: (from letter, font); '' is the font of no old encoding."""
    old = {number for number, name in enumerate(names) if font_encoding(name)}
    found = {}
    for _, cell in etree.iterparse(io.BytesIO(xml), events=("end",), tag="{*}c", recover=True, **_SAFE):
        place = _ADDRESS.fullmatch(cell.get("r") or "")
        look, kind = cell.get("s") or "0", cell.get("t")
        own = names[int(look)] if look.isdigit() and int(look) in old else ""
        runs: Runs = ()
        if kind == "s":
            runs = shared.get(_index(cell), ())
        elif kind == "inlineStr" and (inline := cell.find("{*}is")) is not None:
            runs = _runs(inline)
        if place and (own or runs) and kind in ("s", "str", "inlineStr"):
            found[int(place[2]) - 1, _column(place[1])] = tuple((start, name or own) for start, name in runs) or ((0, own),)
        cell.clear()
    return found


def _runs(entry) -> Runs:
    """Runs of `<r>` elements; () where none of them names an old font. A run without a font has that of its cell ('')."""
    runs, length = [], 0
    for run in entry.iterchildren("{*}r"):
        look = run.find("{*}rPr")
        runs.append((length, _name(look) if look is not None else ""))
        length += sum(len(text.text or "") for text in run.iterchildren("{*}t"))
    return tuple(runs) if any(font_encoding(name) for _, name in runs) else ()


def _name(look) -> str:
    """Of `<font><name val=…/>` and `<rPr><rFont val=…/>`."""
    return next((node.get("val") or "" for node in look if isinstance(node.tag, str)
                 and etree.QName(node).localname in ("name", "rFont")), "")


def _index(cell) -> int:
    text = cell.findtext("{*}v") or ""
    return int(text) if text.isdigit() else -1


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
