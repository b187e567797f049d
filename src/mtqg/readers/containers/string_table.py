"""The table of shared strings of an .xls, walked without building a string: it takes no more room than its bytes."""

from __future__ import annotations

import struct

from mtqg.readers.containers.refusal import Refused

_MAX_STRINGS = 500_000
_RICH, _PHONETIC, _WIDE = 0x08, 0x04, 0x01


def check_strings(blocks: list[bytes]) -> None:
    """Refused where the SST and its CONTINUE records hold too many strings, or one that points back into the table."""
    count, = struct.unpack_from("<I", blocks[0], 4)
    if count > _MAX_STRINGS:
        raise Refused("too_large", f"{count} shared strings")
    walk = _Walk(blocks)
    for _ in range(count):
        walk.string()


class _Walk:
    """A position in the blocks that only moves forward."""

    def __init__(self, blocks: list[bytes]):
        self.blocks, self.number, self.position = blocks, 0, 8

    def string(self) -> None:
        letters, flags = struct.unpack("<HB", self._take(3))
        runs = struct.unpack("<H", self._take(2))[0] if flags & _RICH else 0
        phonetic = struct.unpack("<i", self._take(4))[0] if flags & _PHONETIC else 0
        if phonetic < 0:
            raise Refused("damaged", "a shared string of negative length")
        self._letters(letters, flags & _WIDE)
        self._skip(4 * runs)
        self._skip(phonetic)

    def _letters(self, count: int, is_wide: int) -> None:
        """Letters go on in the next block behind a byte that says their width anew."""
        while True:
            room = (len(self.blocks[self.number]) - self.position) >> is_wide
            taken = min(room, count)
            self.position += taken << is_wide
            count -= taken
            if not count:
                return
            self._next()
            is_wide = self.blocks[self.number][0] & _WIDE
            self.position = 1

    def _take(self, count: int) -> bytes:
        """Heads of strings are never divided between blocks."""
        if self.position >= len(self.blocks[self.number]):
            self._next()
        taken = self.blocks[self.number][self.position:self.position + count]
        self.position += count
        return taken

    def _skip(self, count: int) -> None:
        while count:
            room = len(self.blocks[self.number]) - self.position
            taken = min(room, count)
            self.position += taken
            count -= taken
            if count:
                self._next()

    def _next(self) -> None:
        self.number, self.position = self.number + 1, 0
        if self.number >= len(self.blocks):
            raise Refused("damaged", "the shared strings end early")
