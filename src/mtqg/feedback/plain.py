"""Words of others made harmless in a spreadsheet: no program takes them for a formula, now or after an export."""

from __future__ import annotations

import re
import unicodedata

#: A text that begins so is run as a formula by one spreadsheet or another, also behind spaces and marks nobody sees.
_STARTS = "=+-@"
_LEADING = re.compile(r"^[\s\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x1f]*")
#: Marks of forms for zero and for what is not there.
_MARKS = ("-", "--", "–", "")
_FIGURE = re.compile(r"[-+]?\d[\d.,]*%?( – [-+]?\d[\d.,]*)?")


def harmless(text: str) -> str:
    """The text; one that could start a formula, a tab or a line end behind an apostrophe. Plain figures (`-1.234,5`) stay."""
    if _FIGURE.fullmatch(text) or text in _MARKS:
        return text
    first = unicodedata.normalize("NFKC", _LEADING.sub("", text)[:1])
    if text[:1] in ("\t", "\r", "\n") or (first and first[0] in _STARTS):
        return "'" + text.lstrip("\t\r\n")
    return text


def one_line(text: str) -> str:
    """The text in one line of printable letters, whatever was put into it."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
