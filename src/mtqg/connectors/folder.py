"""An outbox in a local or mounted folder."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

from mtqg.connectors import options
from mtqg.connectors.outbox import Listed, bounded, copy_bounded, read_chunks
from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import SourceUnavailable


class FolderConnector:
    """Plain files of a folder; links are not followed, and nothing outside the connection's folder is read."""

    class Options(options.Options):
        path: str | None = None
        stable_seconds: float = 2
        quiet_seconds: float | None = 60

    faults = ()
    denied = ()

    def __init__(self, spec: ConnectionSpec, options: Options):
        self.root = Path(options.path or spec.host or "")
        self._most = options.max_listed

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        place = self._inside(folder)
        if not place.is_dir():
            raise SourceUnavailable(f"folder {folder} is not there")
        return {name: self._files(f"{folder}/{name}") for name in subfolders}

    def _files(self, folder: str) -> list[Listed]:
        place = self._inside(folder)
        if not place.is_dir():
            return []
        found = []
        with os.scandir(place) as entries:
            for entry in bounded(entries, self._most, folder):
                if entry.is_file(follow_symlinks=False):
                    seen = entry.stat(follow_symlinks=False)
                    found.append(Listed(f"{folder}/{entry.name}", entry.name, seen.st_size,
                                        datetime.fromtimestamp(seen.st_mtime, UTC)))
        return found

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        source = self._inside(path)
        with os.fdopen(os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as reading:
            before = os.fstat(reading.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise SourceUnavailable(f"{path} is no plain file")
            size = copy_bounded(read_chunks(reading), target, max_bytes, path)
            after = os.fstat(reading.fileno())
        if (size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise SourceUnavailable(f"{path} changed while it was fetched")
        return size

    def _inside(self, path: str) -> Path:
        place = (self.root / path).resolve()
        if not place.is_relative_to(self.root.resolve()):
            raise SourceUnavailable(f"{path} leads out of the outbox")
        return place
