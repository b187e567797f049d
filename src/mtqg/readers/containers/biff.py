"""One pass over the records of an .xls before xlrd reads it: what would hurt is refused, what is not needed is left out.

Left out: blank cells with a style (there may be millions), names, drawings, comments, links, conditional formats.
Record layouts: [MS-XLS].
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.refusal import Refused
from mtqg.readers.containers.string_table import check_strings

_BOF, _EOF, _CONTINUE, _SST, _BOUNDSHEET, _SUPBOOK, _FILEPASS = 0x809, 0x0A, 0x3C, 0xFC, 0x85, 0x1AE, 0x2F
_MULRK = 0xBD
_FORMULAS = frozenset((0x06, 0x206, 0x406))
_SINGLE_CELLS = frozenset((0x203, 0xFD, 0x204, 0xD6, 0x27E, 0x205)) | _FORMULAS
_BOOK = frozenset((_BOF, _EOF, _CONTINUE, _SST, _BOUNDSHEET, 0x42, 0x22, 0x31, 0x41E, 0xE0))
_SHEET = frozenset((0x207, 0x208, 0x7D, 0xE5, 0x4BC, 0x221, 0x21, 0x236, 0x37, 0x36, _MULRK)) | _SINGLE_CELLS
_KEPT = _BOOK | _SHEET
#: Far more than Excel writes: fonts, formats, cell formats; rows, columns, merged ranges of a sheet.
_MOST = {0x31: 10_000, 0x41E: 10_000, 0xE0: 20_000, 0x208: 65_536, 0x7D: 2_000, 0xE5: 100}
_MAX_STRING_BYTES = 12_000_000
_HEAD = _PLACE = struct.Struct("<HH")


@dataclass(slots=True)
class Biff:
    """The stream that xlrd may read, and what it does not tell."""

    stream: bytes = b""
    has_links: bool = False
    has_macro_sheet: bool = False
    formulas: dict[int, list[tuple[int, int]]] = field(default_factory=dict)    # start of the sheet in `stream` -> cells


def scan(content: bytes, budget: Budget) -> Biff:
    """The records that xlrd needs, as a stream of their own; Refused where there is a password or too much of anything."""
    return _Scan(content, budget).run()


class _Scan:
    def __init__(self, content: bytes, budget: Budget):
        self.content, self.budget = content, budget
        self.found = Biff()
        self.kept: list[tuple[int, int]] = []           # (from, to) in the content
        self.length = 0                                 # bytes kept so far
        self.starts: dict[int, int] = {}                # of a substream in the content -> in the clean stream
        self.sheets: list[int] = []                     # where a BOUNDSHEET stands in the clean stream
        self.depth, self.start, self.cells = 0, 0, 0
        self.counts: dict[int, int] = {}
        self.extent = [0, 0]
        self.formulas: list[tuple[int, int]] = []
        self.strings: list[bytes] = []
        self.string_bytes = 0

    def run(self) -> Biff:
        content, position, end, last = self.content, 0, len(self.content) - 3, _BOF
        unpack = _HEAD.unpack_from
        steps = 0
        while position < end and steps <= self.budget.steps:
            steps += 1
            code, length = unpack(content, position)
            following = position + 4 + length
            if code not in _KEPT or (code == _CONTINUE and last not in _KEPT):
                if code == 0 and self.depth == 0:
                    break                               # padding
                self._note(code, position + 4, length)
                last = code if code != _CONTINUE else last
            elif following <= len(content):
                if code == _SST or (code == _CONTINUE and last == _SST):
                    self._string_block(content[position + 4:following])
                self._keep(code, position, length)
                last = code if code != _CONTINUE else last
            position = following
        self.budget.take_steps(".xls", steps)
        if self.strings:
            check_strings(self.strings)
        return self._clean()

    def _string_block(self, block: bytes) -> None:
        self.strings.append(block)
        self.string_bytes += len(block)
        if self.string_bytes > _MAX_STRING_BYTES:
            raise Refused("too_large", f"more than {_MAX_STRING_BYTES} bytes of shared strings")

    def _note(self, code: int, position: int, length: int) -> None:
        """Records that are left out and still say something."""
        if code == _FILEPASS:
            raise Refused("encrypted", ".xls")
        if code == _SUPBOOK and self.content[position + 2:position + 4] not in (b"\x01\x04", b"\x01\x3a") and length >= 4:
            self.found.has_links = True

    def _keep(self, code: int, position: int, length: int) -> None:
        if code in _SINGLE_CELLS or code == _MULRK:
            self._cell(code, position + 4, length)
        elif code == _BOF:
            self._begin(position)
        elif code == _EOF:
            self._end()
        elif code == _BOUNDSHEET:
            self.sheets.append(self.length)
            self.found.has_macro_sheet |= self.content[position + 9:position + 10] in (b"\x01", b"\x06")
        elif code in _MOST:
            self.counts[code] = self.counts.get(code, 0) + 1
            if self.counts[code] > _MOST[code]:
                raise Refused("too_large", f"record {code:#x} more than {_MOST[code]} times")
        if self.kept and self.kept[-1][1] == position:
            self.kept[-1] = (self.kept[-1][0], position + 4 + length)
        else:
            self.kept.append((position, position + 4 + length))
        self.length += 4 + length

    def _begin(self, position: int) -> None:
        self.depth += 1
        self.starts[position] = self.length
        if self.depth == 1:
            self.start = self.length
            self.extent, self.formulas = [0, 0], []
            self.counts = {code: count for code, count in self.counts.items() if code in (0x31, 0x41E, 0xE0)}

    def _end(self) -> None:
        if self.depth == 1 and self.extent[0]:
            self.budget.take_grid(".xls", *self.extent)
            self.budget.take_cells(".xls", self.cells)
            self.cells = 0
            self.found.formulas[self.start] = self.formulas
        self.depth = max(self.depth - 1, 0)

    def _cell(self, code: int, position: int, length: int) -> None:
        if self.depth > 1 or length < 6:
            return
        row, column = _PLACE.unpack_from(self.content, position)
        if code == _MULRK:
            column = self.content[position + length - 2]
        elif code in _FORMULAS:
            self.formulas.append((row, column))
        extent = self.extent
        extent[0], extent[1] = max(extent[0], row + 1), max(extent[1], column + 1)
        self.cells += 1 if code != _MULRK else (length - 6) // 6
        if self.cells > self.budget.filled_cells:
            self.budget.take_cells(".xls", self.cells)

    def _clean(self) -> Biff:
        """Substreams have moved: the BOUNDSHEET records say so."""
        stream = bytearray(b"".join(self.content[start:end] for start, end in self.kept))
        begins = [struct.unpack_from("<I", stream, position + 4)[0] for position in self.sheets]
        if len(set(begins)) < len(begins) or not self.starts.keys() >= set(begins):
            raise Refused("damaged", "a sheet that is not there")
        for position, begin in zip(self.sheets, begins, strict=True):
            struct.pack_into("<I", stream, position + 4, self.starts[begin])
        self.found.stream = bytes(stream)
        return self.found
