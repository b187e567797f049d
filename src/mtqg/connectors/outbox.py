"""What connectors are made of: a file as its source lists it, the two verbs, and a copy that stops at its limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Protocol

from mtqg.errors import SourceUnavailable

#: Bytes asked of a source at once.
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in an outbox: its path below the connection's root, name, size and the source's own time of it (with its zone).

    `is_exact_size` is false where the size is only known once the bytes are there (a mail's attachment, rows of a query).
    """

    path: str
    name: str
    size_bytes: int
    modified_at: datetime
    is_exact_size: bool = True


class Outbox(Protocol):
    """One kind of source. `faults` are its library's exceptions for an outage, `denied` those for wrong credentials."""

    Options: ClassVar[type[Any]]
    faults: ClassVar[tuple[type[Exception], ...]]
    denied: ClassVar[tuple[type[Exception], ...]]

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        """Files by subfolder of a source's folder; SourceUnavailable when the folder itself cannot be listed."""

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        """Bytes written to `target`; SourceUnavailable when the file cannot be had whole."""


def bounded(entries: Iterable[Any], most: int, where: str) -> Iterator[Any]:
    """The entries one by one; SourceUnavailable at the first beyond `most`, so that no listing fills our memory."""
    for count, entry in enumerate(entries):
        if count >= most:
            raise SourceUnavailable(f"{where} lists more than {most} entries (option max_listed)")
        yield entry


def copy_bounded(chunks: Iterable[bytes], target: Path, max_bytes: int, path: str) -> int:
    """Bytes written to `target`; SourceUnavailable as soon as there are more than `max_bytes`, whatever was announced."""
    size = 0
    with target.open("wb") as writing:
        for chunk in chunks:
            size += len(chunk)
            if size > max_bytes:
                raise SourceUnavailable(f"{path} is larger than {max_bytes} bytes")
            writing.write(chunk)
    return size


def read_chunks(stream: Any) -> Iterator[bytes]:
    """What is left of a binary stream, a chunk at a time."""
    while chunk := stream.read(CHUNK):
        yield chunk
