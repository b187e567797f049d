"""Texts of a sheet in Unicode: by the font of each cell, else by which reading makes Vietnamese words of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mtqg.model import Finding
from mtqg.readers.cells import address
from mtqg.readers.encodings.alphabets import Alphabet
from mtqg.readers.encodings.fonts import font_encoding
from mtqg.readers.encodings.mojibake import is_garbled, repair
from mtqg.readers.encodings.recognition import UNICODE, Votes, evidence
from mtqg.readers.workbook import SheetGrid

_Place = tuple[int, int]
#: No text of Unicode Vietnamese needs these; one of them on a sheet makes it worth a closer look.
SUSPICIOUS = re.compile(
    r"[\u0080-\u009f\u00a1-\u00ac\u00ae\u00af\u00b1\u00b4-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df"
    r"\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff\ufffd]|[^\W\d_]\?[^\W\d_]")


_NOT_REPAIRED = "không sửa, giữ nguyên | left as it is"


@dataclass(slots=True)
class _Counts:
    """What was done to one sheet: places by kind."""

    decoded: dict[str, list[_Place]] = field(default_factory=dict)
    repaired: list[_Place] = field(default_factory=list)
    garbled: list[_Place] = field(default_factory=list)


def decode_sheet(grid: SheetGrid, alphabets: Mapping[str, Alphabet]) -> list[Finding]:
    """`grid.rows` holds Unicode and `grid.typed` what was typed where that differs; one finding a sheet and encoding."""
    if grid.is_unicode:
        return []
    texts = [((row, column), value) for row, values in enumerate(grid.rows) for column, value in enumerate(values)
             if type(value) is str and value and ((row, column) in grid.fonts or not value.isascii() or "?" in value)]
    if not grid.fonts and not grid.encoding and not any(SUSPICIOUS.search(text) for _, text in texts):
        return []
    counts, decoder = _Counts(), _Decoder(grid, alphabets, [text for _, text in texts])
    for place, text in texts:
        decoded, name = decoder.decode(place, text)
        if name:
            counts.decoded.setdefault(name, []).append(place)
        elif not text.isascii() and (repaired := repair(text)) is not None:
            decoded = repaired
            counts.repaired.append(place)
        elif is_garbled(text):
            counts.garbled.append(place)
        if decoded != text:
            grid.rows[place[0]][place[1]], grid.typed[place] = decoded, text
    return _findings(grid, counts)


class _Decoder:
    """Decodes the texts of one sheet; texts without a telling font that say too little follow the certain ones."""

    def __init__(self, grid: SheetGrid, alphabets: Mapping[str, Alphabet], texts: list[str]):
        self.grid, self.alphabets = grid, alphabets
        self._known: dict[str, str | None] = {}
        self._votes = Votes()
        for text in dict.fromkeys(texts):
            self._votes.add(evidence(text, alphabets.values()))

    def decode(self, place: _Place, text: str) -> tuple[str, str | None]:
        """(the text in Unicode, the encoding it was in or None)."""
        runs = self.grid.fonts.get(place)
        if runs is None:
            name = self._by_words(text)
            return (self.alphabets[name].decode(text), name) if name else (text, None)
        parts, names = [], []
        for (start, font), (end, _) in zip(runs, (*runs[1:], (len(text), "")), strict=True):
            part, name = self._by_font(text[start:end], font)
            parts.append(part)
            names.append(name)
        return text[:runs[0][0]] + "".join(parts), next(filter(None, names), None)

    def _by_font(self, text: str, font: str) -> tuple[str, str | None]:
        """What the font shows; a font of an old encoding over a text that plainly is Unicode shows nothing of its own."""
        implied = font_encoding(font)
        if implied is None:
            name = self._by_words(text)
            return (self.alphabets[name].decode(text), name) if name else (text, None)
        found = evidence(text, self.alphabets.values())
        if found.readings == (UNICODE,):
            return text, None
        decoded = self.alphabets[implied.alphabet].decode(text)
        decoded = decoded.upper() if implied.is_upper else decoded
        return decoded, implied.alphabet if decoded != text else None

    def _by_words(self, text: str) -> str | None:
        """The alphabet of a text whose font says nothing; None for Unicode and where it cannot be told."""
        if text not in self._known:
            found = evidence(text, self.alphabets.values())
            name = self._votes.reading(found)
            if self.grid.encoding and found.readings != (UNICODE,):
                name = self.grid.encoding
            self._known[text] = name if name in self.alphabets else None
        return None if text.isascii() else self._known[text]


def _findings(grid: SheetGrid, counts: _Counts) -> list[Finding]:
    found = [Finding("COMMON-R023", grid.name, address(*places[0]), actual=name, details={"cells": str(len(places))})
             for name, places in counts.decoded.items()]
    for what, places in (("repaired", counts.repaired), ("garbled", counts.garbled)):
        if places:
            row, column = places[0]
            found.append(Finding("COMMON-R024", grid.name, address(row, column),
                                 actual=grid.typed.get(places[0], grid.rows[row][column])[:200],
                                 expected=grid.rows[row][column][:200] if what == "repaired" else _NOT_REPAIRED,
                                 details={"what": what, "cells": str(len(places))}))
    return found
