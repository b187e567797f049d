"""Ways back to a source: connectors only list and fetch, so what is returned goes through a protocol of its own."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from mtqg.connectors import ConnectionSpec
from mtqg.errors import MtqgError, SourceUnavailable

_MOST_TRIES = 100


class Return(Protocol):
    def put(self, folder: str, name: str, content: bytes, replaces: str | None = None) -> str:
        """The path, below the connection's root, under which exactly these bytes stand.

        The same bytes under that name are left as they are; a file of other bytes is replaced only if their SHA-256 is
        `replaces` (we wrote it), else the name gets a number. SourceUnavailable when the place cannot be written.
        """


class FolderReturn:
    """A local or mounted folder; a file appears whole or not at all."""

    def __init__(self, root: Path):
        self.root = root

    def put(self, folder: str, name: str, content: bytes, replaces: str | None = None) -> str:
        place = (self.root / folder).resolve()
        if not place.is_relative_to(self.root.resolve()) or Path(name).name != name or name.startswith("."):
            raise SourceUnavailable(f"{folder}/{name} leads out of the outbox")
        try:
            if not place.parent.is_dir():
                raise SourceUnavailable(f"folder {Path(folder).parent} is not there")
            place.mkdir(exist_ok=True)
            return self._put(place, name, content, replaces).relative_to(self.root.resolve()).as_posix()
        except OSError as error:
            raise SourceUnavailable(f"{folder}: {error.strerror or error}") from error

    def _put(self, place: Path, name: str, content: bytes, replaces: str | None) -> Path:
        partial = place / f".{uuid.uuid4().hex}.part"
        try:
            for target in _names(place, name):
                if target.is_symlink() or target.is_dir():
                    continue
                present = _sha256(target)
                if present == hashlib.sha256(content).hexdigest():
                    return target
                if present is not None and present != replaces:
                    continue
                _write(partial, content)
                if present is not None:
                    partial.replace(target)
                elif not _take_name(partial, target) and _sha256(target) != hashlib.sha256(content).hexdigest():
                    continue                # somebody else was quicker
                return target
        finally:
            partial.unlink(missing_ok=True)
        raise SourceUnavailable(f"{place.name}: no free name like {name}")


def _names(place: Path, name: str):
    stem, extension = Path(name).stem, Path(name).suffix
    return (place / (name if number == 1 else f"{stem} ({number}){extension}") for number in range(1, _MOST_TRIES))


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _write(partial: Path, content: bytes) -> None:
    with partial.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _take_name(partial: Path, target: Path) -> bool:
    """Whether the file now has the name, which nothing had."""
    try:
        os.link(partial, target)
    except FileExistsError:
        return False
    except OSError:                         # a mount without links
        if target.exists():
            return False
        partial.replace(target)
    return True


#: Connection type -> way back. A further kind is a line here.
RETURNS: dict[str, Callable[[ConnectionSpec], Return]] = {
    "fs": lambda spec: FolderReturn(Path(spec.extra.get("path") or spec.host or "")),
}


def open_return(spec: ConnectionSpec) -> Return:
    """The way back over the connection."""
    if spec.conn_type not in RETURNS:
        raise MtqgError(f"connection {spec.connection_id}: nothing can be returned over type {spec.conn_type!r}; "
                        f"there are {', '.join(sorted(RETURNS))}")
    return RETURNS[spec.conn_type](spec)
