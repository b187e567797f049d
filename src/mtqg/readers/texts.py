"""Texts of cells: how they are shown, and the keys under which labels are compared."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
#: `1. `, `(2) `, `3 - `, `4.`, `5/`, `II. `, `a) ` before the words of a label, or a dash.
_NUMBERING = re.compile(
    r"^\s*(?:\d+(?:\.\d+)*(?:[.)/]\s*(?=[^\W\d])|[.)]\s+|\s+[-–]\s+)|(?:[IVX]{1,5}|[A-Ea-eđĐ])[.)]\s+|[-+*•–]\s+)")
#: Marks of footnotes behind a word; units such as m² stand in brackets.
_RAISED = dict.fromkeys(map(ord, "⁰¹²³⁴⁵⁶⁷⁸⁹"), " ")
#: `tỉ lệ` and `tỷ lệ`, `kì` and `kỳ`, `quí` and `quý` are one word.
_ONE_I = re.compile(r"\b([hklmst]|qu)y\b")
#: Marks that nobody sees, apostrophes of every kind, and `Ð` (U+00D0) typed for `Đ`.
_TIDY = dict.fromkeys((0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF))
_TIDY |= dict.fromkeys(map(ord, "\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02c8\uff07`´"), "'")
_TIDY |= {0xD0: "Đ", 0x189: "Đ", 0xF0: "đ"}
_NO_LETTER = re.compile(r"[^\w%]+")


class _BareLetters(dict[int, str]):
    """Small letter -> the same without its accent."""

    def __missing__(self, letter: int) -> str:
        self[letter] = bare = unicodedata.normalize("NFD", chr(letter))[0]
        return bare


_BARE = _BareLetters({ord("đ"): "d"})


class Percent(NamedTuple):
    """A number that the cell's format shows as per cent; `stored` is what the workbook holds (0.0352 for 3,52 %)."""

    stored: float


def shown(value: Any) -> str:
    """The cell as text: as typed, or as the workbook stores a number."""
    if isinstance(value, str):
        return value
    if isinstance(value, Percent):
        value = value.stored
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}" if not isinstance(value, datetime) or not value.time() else f"{value:%d/%m/%Y %H:%M:%S}"
    return str(value)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """NFC, one kind of space and apostrophe, nothing that is not seen, nothing around it."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_TIDY).split())


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """Lower case without accents, of the same length as the NFC text, so that positions agree."""
    return text.lower().translate(_BARE)


@lru_cache(maxsize=65536)
def label_key(text: str) -> str:
    """What two labels share when only case, accents, numbering, brackets and punctuation differ (`1. Quy hoạch`, `QUY HOẠCH`)."""
    return _key(_IN_BRACKETS.sub(" ", plain(text)))


@lru_cache(maxsize=65536)
def words_key(text: str) -> str:
    """Like `label_key`, but words in brackets count."""
    return _key(plain(text))


def _key(text: str) -> str:
    text = _NO_LETTER.sub(" ", bare(_NUMBERING.sub("", text).translate(_RAISED)))
    return _ONE_I.sub(r"\1i", " ".join(text.split()))


def in_brackets(text: str) -> list[str]:
    """What stands in brackets in a label: `triệu đồng/người/năm`."""
    return [plain(found) for found in _IN_BRACKETS.findall(text)]
