"""What a file is, by its content; hostile archives are refused before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

#: Limits of one submission; a national commune list of 10,035 rows and 40 columns stays far below.
MAX_FILE_BYTES = 40_000_000
MAX_PART_BYTES = 200_000_000
MAX_TOTAL_BYTES = 400_000_000
MAX_RATIO = 250
MAX_PARTS = 2_000
MAX_GRID_CELLS = 4_000_000
MAX_SHEETS = 60

_SIGNATURES = (
    (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"%PDF", "pdf"),
    (b"\xff\xd8\xff", "image"), (b"\x89PNG", "image"), (b"{\\rtf", "text"), (b"Rar!", "archive"), (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)


@dataclass(frozen=True, slots=True)
class Container:
    """`kind` xlsx with its archive, or another kind with the reason why it cannot be read."""

    kind: str
    archive: zipfile.ZipFile | None = None
    reason: str | None = None       # code of the reason, for the message
    detail: str = ""


def open_container(content: bytes) -> Container:
    """The archive of an .xlsx that keeps the limits; anything else with its reason."""
    if not content:
        return Container("unknown", reason="empty_file")
    if len(content) > MAX_FILE_BYTES:
        return Container("unknown", reason="too_large", detail=f"{len(content)} > {MAX_FILE_BYTES} bytes")
    kind = next((kind for signature, kind in _SIGNATURES if content.startswith(signature)), None)
    if kind != "zip":
        kind = kind or ("text" if _is_text(content) else "unknown")
        return Container(kind, reason=f"is_{kind}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        return _checked(archive)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, UnicodeError) as error:
        return Container("zip", reason="damaged_zip", detail=str(error)[:200])


def _is_text(content: bytes) -> bool:
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in head and sum(byte < 9 or 13 < byte < 32 for byte in head) == 0


def _checked(archive: zipfile.ZipFile) -> Container:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        kind = "ods" if "mimetype" in names and "content.xml" in names else "xlsb" if "xl/workbook.bin" in names else "zip"
        return Container(kind, reason="no_workbook")
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or total > MAX_TOTAL_BYTES or any(part.file_size > MAX_PART_BYTES for part in parts):
        return Container("zip", reason="too_large", detail=f"{len(parts)} parts, {total} bytes unpacked")
    for part in parts:
        if part.file_size > 1_000_000 and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            return Container("zip", reason="zip_bomb", detail=f"{part.filename}: {part.compress_size} -> {part.file_size} bytes")
        if part.flag_bits & 0x1:
            return Container("zip", reason="encrypted", detail=part.filename)
    if len(names) < len(parts):
        return Container("zip", reason="damaged_zip", detail="two parts of one name")
    return Container("xlsx", archive)


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """The unpacked part, never more than the limit whatever the archive's directory claims; ValueError for DTDs and excess."""
    with archive.open(name) as stream:
        content = stream.read(MAX_PART_BYTES + 1)
    if len(content) > MAX_PART_BYTES:
        raise ValueError(f"{name}: more than {MAX_PART_BYTES} bytes")
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content[:4096]:
        raise ValueError(f"{name}: document type declaration")
    return content
