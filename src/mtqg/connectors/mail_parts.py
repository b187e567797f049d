"""What a mail is made of: its leaves as BODYSTRUCTURE tells them, their file names, their bytes decoded."""

from __future__ import annotations

import binascii
import quopri
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default as policy
from typing import Any

from mtqg.errors import SourceUnavailable

#: Mails nested deeper, or of more parts, are no reports.
_DEEPEST, _MOST = 10, 200


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf: its number in the mail (empty where the mail is one part), how it is encoded, bytes as encoded."""

    number: str
    encoding: str
    size_bytes: int

    @property
    def likely_bytes(self) -> int:
        """What it may be decoded: base64 in lines of 76 holds 57 bytes in 78."""
        return self.size_bytes * 57 // 78 if self.encoding == "base64" else self.size_bytes


def leaves(structure: Any, number: str = "", depth: int = 0) -> list[Part]:
    """The leaves of a body; what a forwarded mail holds is not looked for."""
    if depth > _DEEPEST:
        return []
    if isinstance(structure[0], (list, tuple)):
        inner = structure[0] if isinstance(structure[0], list) else [one for one in structure if isinstance(one, tuple)]
        found = []
        for place, one in enumerate(inner, start=1):
            found += leaves(one, f"{number}.{place}" if number else str(place), depth + 1)
        return found[:_MOST]
    if (structure[0] or b"").lower() == b"message":
        return []
    encoding = (structure[5] or b"7bit").decode("ascii", "replace").lower()
    return [Part(number, encoding, int(structure[6] or 0))]


def filename(head: bytes) -> str | None:
    """The file name in the head of a part, in letters, whichever way it was folded and encoded (RFC 2047, 2231)."""
    name = message_from_bytes(head.rstrip() + b"\r\n\r\n", policy=policy).get_filename()
    return name.replace("\r", "").replace("\n", "").strip() or None if name else None


def subject(envelope: bytes | None) -> str:
    """The subject as its sender typed it: servers hand on `=?UTF-8?B?…?=`, as Vietnamese mails have it (RFC 2047)."""
    return str(message_from_bytes(b"Subject: " + b" ".join((envelope or b"").split()), policy=policy)["subject"])


def decoded(pieces: Iterable[bytes], part: Part, max_bytes: int, path: str) -> Iterator[bytes]:
    """The bytes of the attachment; SourceUnavailable when its encoding is broken or it is larger than allowed."""
    if part.encoding == "base64":
        yield from _from_base64(pieces, path)
        return
    whole = bytearray()
    for piece in pieces:
        whole += piece
        if len(whole) > 3 * max_bytes:                               # quoted-printable: three letters a byte at most
            raise SourceUnavailable(f"{path} is larger than {max_bytes} bytes")
    yield quopri.decodestring(bytes(whole)) if part.encoding == "quoted-printable" else bytes(whole)


def _from_base64(pieces: Iterable[bytes], path: str) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        letters = rest + b"".join(piece.split())
        whole = len(letters) - len(letters) % 4
        rest = letters[whole:]
        yield _decode(letters[:whole], path)
    yield _decode(rest, path)


def _decode(letters: bytes, path: str) -> bytes:
    try:
        return binascii.a2b_base64(letters, strict_mode=bool(letters))
    except binascii.Error:
        raise SourceUnavailable(f"{path}: its base64 is broken") from None
