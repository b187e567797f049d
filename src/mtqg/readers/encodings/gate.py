"""A look at the bytes of an .xlsx before any text is: whether it can hold something else than Unicode Vietnamese at all."""

from __future__ import annotations

import re

#: UTF-8 of the letters U+0080 to U+00FF that no Vietnamese text needs. Patterns begin with a literal: the search jumps to it.
_SUSPICIOUS = (
    re.compile(rb"\xc2[\x80-\x9f\xa1-\xac\xae\xaf\xb1\xb4-\xbf]"),
    re.compile(rb"\xc3[\x84-\x87\x8b\x8e-\x91\x96-\x98\x9b\x9c\x9e\x9f\xa4-\xa7\xab\xae-\xb1\xb6-\xb8\xbb\xbc\xbe\xbf]"),
    re.compile(rb"\xef\xbf\xbd"),                                      # U+FFFD
    re.compile(rb"&#"),                                                # letters written as numbers
    re.compile(rb"\?(?<=[A-Za-z\x80-\xff]\?)[A-Za-z\x80-\xff]"),      # `?` inside a word
)


def names_old_font(styles: bytes, strings: bytes) -> bool:
    """A font of TCVN3 or VNI is named in the styles or in a run of a shared string."""
    return _names_old_font(styles) or (b"rFont" in strings and _names_old_font(strings))


def _names_old_font(part: bytes) -> bool:
    part = part.lower()
    return b'"vni' in part or b".vn" in part


def may_hold_old_text(part: bytes) -> bool:
    """Some text of the part is worth a closer look."""
    return any(pattern.search(part) for pattern in _SUSPICIOUS)
