"""The OLE compound file around an .xls: its names and streams, every chain followed no further than the file is long."""

from __future__ import annotations

import struct
from array import array

from mtqg.readers.containers.refusal import Refused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST = 0xFFFFFFFA            # from here on sector numbers are marks (end of chain, free, …)
_ENTRY = struct.Struct("<64sHBxIII36xIQ")
_MAX_ENTRIES = 10_000


class Compound:
    """`names` holds every storage and stream by its own name; ValueError (Refused) where the file contradicts itself."""

    def __init__(self, content: bytes):
        if len(content) < 512 or not content.startswith(SIGNATURE):
            raise Refused("damaged", "no compound file")
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Refused("damaged", f"sectors of 2**{shift} and 2**{mini_shift} bytes")
        self._content, self._size = content, 1 << shift
        self._sectors = -(-len(content) // self._size)
        directory, self._cutoff, mini_fat, _, further, _ = struct.unpack_from("<I4xIIIII", content, 48)
        self._fat = self._allocation(further)
        self._entries = self._directory(directory)
        self._mini_fat = array("I", self._whole(self._chain(mini_fat), 4))
        self._mini = b""
        self.names = frozenset(entry[0] for entry in self._entries)

    def stream(self, *names: str) -> bytes | None:
        """The first of these streams that stands in the root storage."""
        for name in names:
            for number in self._in_root():
                found, kind, *_, start, size = self._entries[number]
                if kind == 2 and found.lower() == name.lower():
                    return self._read(start, size)
        return None

    def _sector(self, number: int) -> bytes:
        return self._content[(number + 1) * self._size:(number + 2) * self._size]

    def _allocation(self, further: int) -> array:
        """The sector allocation table: which sector follows which."""
        parts = list(struct.unpack_from("<109I", self._content, 76))
        seen = set()
        while further < _LAST and further < self._sectors and further not in seen:
            seen.add(further)
            numbers = array("I", self._whole(self._sector(further), 4))
            parts += numbers[:-1]
            further = numbers[-1] if numbers else _LAST
        table = array("I")
        for number in dict.fromkeys(parts):
            if number < self._sectors:
                table.frombytes(self._whole(self._sector(number), 4))
        return table

    @staticmethod
    def _whole(content: bytes, size: int) -> bytes:
        return content[: len(content) // size * size]

    def _chain(self, number: int, size: int | None = None) -> bytes:
        """The bytes of a chain of sectors; no sector twice."""
        parts, seen = [], bytearray(self._sectors)
        while number < _LAST:
            if number >= min(self._sectors, len(self._fat)) or seen[number]:
                raise Refused("damaged", f"sector {number} is missing or used twice")
            seen[number] = 1
            parts.append(self._sector(number))
            number = self._fat[number]
        content = b"".join(parts)
        return content if size is None else content[:size]

    def _directory(self, first: int) -> list[tuple]:
        """(name, kind, left, right, child, first sector, size) of each entry."""
        content, entries = self._chain(first), []
        for offset in range(0, min(len(content) // 128, _MAX_ENTRIES) * 128, 128):
            name, length, kind, left, right, child, start, size = _ENTRY.unpack_from(content, offset)
            text = name[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            entries.append((text, kind, left, right, child, start, size & 0xFFFFFFFF))
        if not entries or entries[0][1] != 5:
            raise Refused("damaged", "no root entry")
        return entries

    def _in_root(self) -> list[int]:
        """Numbers of the entries right below the root: embedded objects have a Workbook of their own further down."""
        found, waiting, seen = [], [self._entries[0][4]], set()
        while waiting:
            number = waiting.pop()
            if number < len(self._entries) and number not in seen:
                seen.add(number)
                found.append(number)
                waiting += self._entries[number][2:4]
        return sorted(found)

    def _read(self, start: int, size: int) -> bytes:
        if size >= self._cutoff:
            return self._chain(start, size)
        self._mini = self._mini or self._chain(self._entries[0][5], self._entries[0][6])
        parts, seen = [], set()
        while start < _LAST:
            if start in seen or start >= len(self._mini_fat):
                raise Refused("damaged", f"short sector {start} is missing or used twice")
            seen.add(start)
            parts.append(self._mini[start * 64:start * 64 + 64])
            start = self._mini_fat[start]
        return b"".join(parts)[:size]
