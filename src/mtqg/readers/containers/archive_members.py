"""The members of a zip that may be workbooks, one at a time; nothing is ever written under a member's name."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from zipfile import BadZipFile, ZipFile, ZipInfo

from mtqg.readers.container import MAX_FILE_BYTES, unpack
from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.refusal import Refused

_MAX_MEMBERS = 100
#: What operating systems and office programs leave in archives.
_DEBRIS = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._)", re.I)
_TRICK = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f\u202a-\u202e\u2066-\u2069]")
_SYMLINK = 0o120000


def members(archive: ZipFile, budget: Budget) -> Iterator[tuple[str, bytes | Refused]]:
    """(name, bytes, or why they are not given) of each file in the archive."""
    parts = [part for part in archive.infolist() if part.filename and not part.is_dir() and not _DEBRIS.search(part.filename)]
    if len(parts) > _MAX_MEMBERS:
        raise Refused("too_large", f"{len(parts)} members")
    for part in parts:
        yield _name(part), _content(archive, part, budget)


def _content(archive: ZipFile, part: ZipInfo, budget: Budget) -> bytes | Refused:
    if _TRICK.search(part.orig_filename) or part.external_attr >> 16 & 0o170000 == _SYMLINK:
        return Refused("member_path", part.filename[:200])
    if part.file_size > MAX_FILE_BYTES:
        return Refused("too_large", f"{part.file_size} bytes")
    budget.take_bytes(part.filename, part.file_size)
    try:
        return unpack(archive, part.filename)
    except (ValueError, OSError, BadZipFile, zlib.error) as error:
        return Refused("damaged", str(error)[:200])


def _name(part: ZipInfo) -> str:
    """The last part of the path; old zips hold UTF-8 without saying so."""
    name = part.filename
    if not part.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = part.filename
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    return re.sub(r"[\[\]\x00-\x1f\u202a-\u202e\u2066-\u2069]", "_", name)[:100]
