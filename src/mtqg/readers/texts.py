"""Texts of cells: how they are shown, and the keys under which labels are compared."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*[.)]|[-+*•])\s+")
_NO_LETTER = re.compile(r"[^\w%]+")


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
        return value.isoformat()
    return str(value)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """NFC, one kind of space, no soft hyphen, nothing around it."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())


@lru_cache(maxsize=65536)
def bare(text: str) -> str:
    """Lower case without accents, of the same length as the NFC text, so that positions agree."""
    letters = []
    for letter in text.lower():
        if letter == "đ":
            letters.append("d")
        else:
            letters.append(unicodedata.normalize("NFD", letter)[0])
    return "".join(letters)


@lru_cache(maxsize=65536)
def label_key(text: str) -> str:
    """What two labels share when only case, accents, numbering, brackets and punctuation differ (`1. Quy hoạch`, `QUY HOẠCH`)."""
    text = _NUMBERING.sub("", _IN_BRACKETS.sub(" ", plain(text)))
    return " ".join(_NO_LETTER.sub(" ", bare(text)).split())


@lru_cache(maxsize=65536)
def words_key(text: str) -> str:
    """Like `label_key`, but words in brackets count."""
    return " ".join(_NO_LETTER.sub(" ", bare(_NUMBERING.sub("", plain(text)))).split())


def in_brackets(text: str) -> list[str]:
    """What stands in brackets in a label: `triệu đồng/người/năm`."""
    return [plain(found) for found in _IN_BRACKETS.findall(text)]
