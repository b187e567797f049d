"""Which encoding a font's name implies: `.Vn…` fonts show TCVN3, `VNI-…` fonts VNI, and a final H capitals."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from mtqg.readers.encodings.alphabets import TCVN3, VNI

_TCVN3_FONT = re.compile(r"\.vn", re.I)
_VNI_FONT = re.compile(r"\.?vni[- ]", re.I)


class FontEncoding(NamedTuple):
    """The alphabet of a font, and whether its small letters look like capitals."""

    alphabet: str
    is_upper: bool


@lru_cache(maxsize=4096)
def font_encoding(name: str | None) -> FontEncoding | None:
    """The encoding of `.VnTimeH`, `VNI-Helve`; None for every other font."""
    name = (name or "").strip()
    if _TCVN3_FONT.match(name):
        return FontEncoding(TCVN3, name.endswith("H"))
    if _VNI_FONT.match(name):
        return FontEncoding(VNI, False)
    return None
