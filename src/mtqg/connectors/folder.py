"""An outbox in a local or mounted folder."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from mtqg.connectors import Listed
from mtqg.errors import SourceUnavailable


class FolderConnector:
    """Files of a folder; hidden and partial files (`.x`, `~$x`, `x.part`) are not deliveries."""

    def __init__(self, root: Path):
        self.root = root

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        place = self._inside(folder)
        try:
            if not place.is_dir():
                raise SourceUnavailable(f"folder {folder} is not there")
            return {name: self._files(place / name) for name in subfolders}
        except OSError as error:
            raise SourceUnavailable(f"folder {folder}: {error.strerror or error}") from error

    def _files(self, place: Path) -> list[Listed]:
        if not place.is_dir():
            return []
        found = []
        for path in sorted(place.iterdir()):
            if path.is_symlink() or not path.is_file() or path.name.startswith((".", "~$")) or path.suffix == ".part":
                continue
            seen = path.stat()
            found.append(Listed(path.relative_to(self.root.resolve()).as_posix(), path.name, seen.st_size,
                                datetime.fromtimestamp(seen.st_mtime, UTC)))
        return sorted(found, key=lambda listed: (listed.modified_at, listed.name))

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        source = self._inside(path)
        try:
            with source.open("rb") as reading, target.open("wb") as writing:
                shutil.copyfileobj(reading, writing)
            size = target.stat().st_size
            if size != source.stat().st_size or size > max_bytes:
                raise SourceUnavailable(f"{path} changed while it was fetched")
            return size
        except OSError as error:
            raise SourceUnavailable(f"{path}: {error.strerror or error}") from error

    def _inside(self, path: str) -> Path:
        place = (self.root / path).resolve()
        if not place.is_relative_to(self.root.resolve()):
            raise SourceUnavailable(f"{path} leads out of the outbox")
        return place
