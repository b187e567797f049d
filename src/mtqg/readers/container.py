"""What a file is, by its content; hostile archives are refused before anything is unpacked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from mtqg.readers.encodings.byte_texts import looks_like_text

#: Limits of one submission; a national commune list of 10,035 rows and 40 columns (20 MB of XML) stays far below.
MAX_FILE_BYTES = 40_000_000
MAX_PART_BYTES = 120_000_000
MAX_TOTAL_BYTES = 200_000_000
MAX_RATIO = 250
MAX_PARTS = 2_000
MAX_GRID_CELLS = 4_000_000
MAX_FILLED_CELLS = 700_000
MAX_SHEETS = 60
MAX_TEXT_BYTES = 16_000_000
MAX_CELL_LETTERS = 100_000          # Excel holds 32,767

_SIGNATURES = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"), (b"\x89PNG", "image"), (b"GIF8", "image"), (b"II*\0", "image"), (b"MM\0*", "image"),
    (b"AT&TFORM", "image"), (b"{\\rtf", "document"), (b"Rar!", "archive"), (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"\x1f\x8b", "archive"), (b"BZh", "archive"), (b"\xfd7zXZ", "archive"),
)
_IMAGE_BRANDS = re.compile(rb"RIFF....WEBP|....ftyp(?:heic|heix|mif1|avif)|BM....\0\0\0\0", re.S)
#: A part that only this kind of archive has.
_MEMBERS = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "document"),
            ("ppt/presentation.xml", "document"))
_MACRO_PARTS = ("xl/vbaproject.bin", "xl/macrosheets/")
_DTD = re.compile(rb"(?>\s+|\xef\xbb\xbf|<\?.*?\?>|<!--.*?-->)*+<!(?:DOCTYPE|ENTITY)", re.S | re.I)


@dataclass(frozen=True, slots=True)
class Container:
    """`kind` with its archive, where it is one that keeps the limits; `reason` is the code of why it cannot be read."""

    kind: str
    archive: zipfile.ZipFile | None = None
    reason: str | None = None
    detail: str = ""


def open_container(content: bytes) -> Container:
    """xlsx, xlsm, ods, zip with its archive; ole, text for others to look into; pdf, image, document; else the reason."""
    if not content:
        return Container("unknown", reason="empty_file")
    if len(content) > MAX_FILE_BYTES:
        return Container("unknown", reason="too_large", detail=f"{len(content)} > {MAX_FILE_BYTES} bytes")
    kind = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
    if kind == "zip":
        try:
            return _checked(zipfile.ZipFile(io.BytesIO(content)))
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError, LookupError, struct.error) as error:
            return Container("zip", reason="damaged_zip", detail=str(error)[:200])
    if kind is None:
        kind = ("image" if _IMAGE_BRANDS.match(content) else "pdf" if b"%PDF-" in content[:1024]
                else "text" if looks_like_text(content) else "unknown")
    return Container(kind, reason=f"is_{kind}" if kind in ("archive", "unknown") else None)


def _checked(archive: zipfile.ZipFile) -> Container:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    kind = _kind_of(archive, names)
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or total > MAX_TOTAL_BYTES or any(part.file_size > MAX_PART_BYTES for part in parts):
        return Container(kind, reason="too_large", detail=f"{len(parts)} parts, {total} bytes unpacked")
    for part in parts:
        if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            return Container(kind, reason="zip_bomb", detail=f"{part.filename}: {part.compress_size} -> {part.file_size} bytes")
        if part.flag_bits & 0x1:
            return Container(kind, reason="encrypted", detail=part.filename)
    if len(names) < len(parts):
        return Container(kind, reason="damaged_zip", detail="two parts of one name")
    return Container(kind, archive, reason="is_xlsb" if kind == "xlsb" else None)


def _kind_of(archive: zipfile.ZipFile, names: set[str]) -> str:
    kind = next((kind for name, kind in _MEMBERS if name in names), None)
    if kind == "xlsx" and any(name.lower().startswith(_MACRO_PARTS) for name in names):
        return "xlsm"
    if kind is None and {"mimetype", "content.xml"} <= names:
        told = archive.NameToInfo["mimetype"].file_size < 100 and unpack(archive, "mimetype")
        return "ods" if told and b"spreadsheet" in told else "document"
    return kind or "zip"


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The unpacked XML part; ValueError for a document type declaration and for other bytes than the directory declares."""
    content = unpack(archive, name)
    if _DTD.match(content[:1_000_000]) or content.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        raise ValueError(f"{name}: document type declaration, or not in UTF-8")
    return content


def unpack(archive: zipfile.ZipFile, name: str) -> bytes:
    """The member's bytes, as many as the directory declares: parsers behind this one would follow the stream further."""
    part = archive.NameToInfo[name]
    archive.fp.seek(part.header_offset)
    head = archive.fp.read(30)
    if len(head) < 30 or head[:4] != b"PK\x03\x04" or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{name}: no member, or compressed in another way")
    archive.fp.seek(sum(struct.unpack_from("<HH", head, 26)), io.SEEK_CUR)
    packed = archive.fp.read(part.compress_size)
    if part.compress_type == zipfile.ZIP_STORED:
        content, is_whole = packed, True
    else:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        content = inflate.decompress(packed, part.file_size + 1)
        is_whole = inflate.eof
    if not is_whole or len(content) != part.file_size or zlib.crc32(content) != part.CRC:
        raise ValueError(f"{name}: other bytes than declared")
    return content
