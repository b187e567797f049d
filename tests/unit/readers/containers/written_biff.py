"""An .xls byte by byte: records, the stream of a workbook, the compound file around it ([MS-XLS], [MS-CFB])."""

from __future__ import annotations

import struct

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def record(code: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(content)) + content


def begin(kind: int, version: int = 0x600) -> bytes:
    return record(0x809, struct.pack("<HHHHII", version, kind, 0x0DBB, 0x07CC, 0, 6))


def text8(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def font(name: str, version: int = 0x600) -> bytes:
    name_bytes = text8(name) if version == 0x600 else bytes([len(name)]) + name.encode("latin-1")
    return record(0x31, struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + name_bytes)


def look(font_number: int = 0, number_format: int = 0, version: int = 0x600) -> bytes:
    return record(0xE0, struct.pack("<HHH", font_number, number_format, 1) + bytes(14 if version == 0x600 else 10))


def shared(count: int, strings: bytes) -> bytes:
    return record(0xFC, struct.pack("<II", count, count) + strings)


def number(row: int, column: int, value: float, style: int = 0) -> bytes:
    return record(0x203, struct.pack("<HHHd", row, column, style, value))


def blank(row: int, column: int) -> bytes:
    return record(0x201, struct.pack("<HHH", row, column, 0))


def book(*sheets: bytes, globals_: bytes = b"", version: int = 0x600, names: tuple[str, ...] = ()) -> bytes:
    """The stream of a workbook; each sheet is its records between BOF and EOF."""
    names = names or tuple(f"S{position}" for position in range(1, len(sheets) + 1))
    head = begin(0x05, version) + (globals_ or record(0x42, struct.pack("<H", 1200)) + font("Arial") + look())
    titles = [text8(name) if version == 0x600 else bytes([len(name)]) + name.encode("latin-1") for name in names]
    position = len(head) + sum(10 + len(title) for title in titles) + 4
    listed = body = b""
    for sheet, title in zip(sheets, titles, strict=True):
        listed += record(0x85, struct.pack("<IBB", position + len(body), 0, 0) + title)
        body += begin(0x10, version) + sheet + record(0x0A)
    return head + listed + record(0x0A) + body


def compound(stream: bytes, name: str = "Workbook", others: tuple[str, ...] = (), shift: int = 9) -> bytes:
    """The stream in a compound file of sectors of 2**shift bytes, with further empty storages."""
    size = 1 << shift
    sectors, directory = -(-max(len(stream), 4096) // size), -(-(2 + len(others)) * 128 // size)
    tables = 1
    while tables * size // 4 < tables + directory + sectors:
        tables += 1
    table = [FAT] * tables + [*range(tables + 1, tables + directory), END]
    table += [*range(tables + directory + 1, tables + directory + sectors), END]
    table += [FREE] * (tables * size // 4 - len(table))
    entries = _entry("Root Entry", 5, END, 0, child=1)
    entries += _entry(name, 2, tables + directory, max(len(stream), 4096), right=2 if others else FREE)
    for position, other in enumerate(others, 2):
        entries += _entry(other, 1, 0, 0, right=position + 1 if position <= len(others) else FREE)
    difat = [*range(tables)]
    head = SIGNATURE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, shift, 6)
    head += struct.pack("<IIIIIIIII", 0, tables, tables, 0, 4096, END, 0, END, 0)
    head += struct.pack("<109I", *difat, *[FREE] * (109 - len(difat)))
    return (
        head.ljust(size, b"\0")
        + struct.pack(f"<{len(table)}I", *table)
        + entries.ljust(directory * size, b"\0")
        + stream.ljust(sectors * size, b"\0")
    )


def _entry(name: str, kind: int, start: int, size: int, child: int = FREE, right: int = FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(text), kind, 1, FREE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
