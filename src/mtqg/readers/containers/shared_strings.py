"""The shared strings of an .xlsx: how much room they take where cells repeat them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_SHARED_CELL = re.compile(rb't="s"[^>]*>\s*<v>(\d+)')
#: A string a cell, all of them this long together, is no attack: nothing is counted one by one.
_NO_MATTER = 50_000_000
_SHORTEST_CELL = len('<c r="A1" t="s"><v>0</v></c>')


@dataclass(frozen=True)
class SharedStrings:
    """`xml` is the part as unpacked."""

    xml: bytes

    @cached_property
    def _lengths(self) -> list[int]:
        return [len(entry) for entry in self.xml.split(b"</si>")]

    def may_fill_memory(self, sheet_bytes: int) -> bool:
        """The longest string, once in every cell that fits into so many bytes of a sheet, would be too much."""
        return max(self._lengths) * (sheet_bytes // _SHORTEST_CELL) > _NO_MATTER

    def size_in(self, sheet: bytes, cells: int) -> int:
        """At most so many bytes of text the `cells` cells of a sheet repeat; 0 where that does not matter."""
        if cells * max(self._lengths) <= _NO_MATTER:
            return 0
        lengths = self._lengths
        return sum(lengths[number] for text in _SHARED_CELL.findall(sheet) if (number := int(text[:9])) < len(lengths))
