"""A look at the bytes of an .xlsx before any text is: whether it can hold something else than Unicode Vietnamese at all."""

from __future__ import annotations

import re

from mtqg.readers.encodings.fonts import LEGACY_FONT

#: UTF-8 of the letters U+0080 to U+00FF that no Vietnamese text needs, U+FFFD, `?` inside a word, letters written as numbers.
_SUSPICIOUS = re.compile(
    rb"\xc2[\x80-\x9f\xa1-\xac\xae\xaf\xb1\xb4-\xbf]|\xef\xbf\xbd|&#"
    rb"|\xc3[\x84-\x87\x8b\x8e-\x91\x96-\x98\x9b\x9c\x9e\x9f\xa4-\xa7\xab\xae-\xb1\xb6-\xb8\xbb\xbc\xbe\xbf]")
_LOST_LETTER = re.compile(rb"[A-Za-z]\?[A-Za-z]")


def names_old_font(*parts: bytes) -> bool:
    """A font of TCVN3 or VNI is named in one of these parts."""
    return any(LEGACY_FONT.search(part) for part in parts)


def may_hold_old_text(part: bytes) -> bool:
    """Some text of the part is worth a closer look."""
    return _SUSPICIOUS.search(part) is not None or (b"?" in part and _LOST_LETTER.search(part) is not None)
