"""UTF-8 that was once read as Latin-1 or windows-1252 (`Quáº£ng Nam`), and letters lost on the way (`Qu?ng Nam`)."""

from __future__ import annotations

import re

from mtqg.readers.encodings.words import wrong_words

#: Leading and following byte of a Vietnamese letter, shown as two characters; a replacement mark; `?` inside a word.
_GARBLED = re.compile(r"Ã[\u00a1-\u00bf]|Ä[^\x00-\x7f]|á[\u00ba\u00bb]|Æ[\u00a1\u00b0]|â€|\ufffd|[^\W\d_]\?[^\W\d_]")
_VIETNAMESE = re.compile(
    r"[\x00-\x7f\u00c0-\u00c3\u00c8-\u00ca\u00cc\u00cd\u00d2-\u00d5\u00d9\u00da\u00dd\u00e0-\u00e3\u00e8-\u00ea\u00ec\u00ed\u00f2-\u00f5\u00f9\u00fa"
    r"\u00fd\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2010-\u2027]+")
_C1 = re.compile(r"[\u0080-\u009f]")


def is_garbled(text: str) -> bool:
    """The text shows the traces of a wrong conversion."""
    return _GARBLED.search(text) is not None


def repair(text: str) -> str | None:
    """What the text was before it was read in a wrong encoding (up to three times); None where that is not certain.

    Certain: all its characters together are valid UTF-8, and fewer words are impossible in Vietnamese afterwards, or its traces
    are plain and nothing but Vietnamese letters comes out.
    """
    repaired = text
    for _ in range(3):
        earlier = _read_again(repaired)
        if earlier is None:
            break
        repaired = earlier
    if repaired == text:
        return None
    is_plain = is_garbled(text) and _VIETNAMESE.fullmatch(repaired) is not None
    return repaired if is_plain or wrong_words(repaired) < wrong_words(text) else None


def _read_again(text: str) -> str | None:
    if text.isascii():
        return None
    try:
        return b"".join(letter.encode("latin-1" if _C1.match(letter) else "cp1252") for letter in text).decode("utf-8")
    except UnicodeError:
        return None
