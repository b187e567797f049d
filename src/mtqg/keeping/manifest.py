"""The manifest of a backup: every file with size and hash, every table with its checksum. Written last: without it, no backup."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from mtqg.errors import MtqgError

NAME = "manifest.json"


@dataclass(frozen=True)
class Manifest:
    """`files`: path in the backup -> [bytes, sha256]; `tables`: `schema.table` -> [rows, checksum]."""

    taken_at: str
    files: dict[str, list]
    tables: dict[str, list]
    format: int = 1


def write(folder: Path, manifest: Manifest) -> None:
    """The backup in the folder is complete."""
    partial = folder / f"{NAME}.partial"
    partial.write_text(json.dumps(asdict(manifest), indent=1) + "\n")
    partial.replace(folder / NAME)


def read(folder: Path) -> Manifest:
    """The manifest, once every file of it was found as it was written; MtqgError names those that are not."""
    if not (folder / NAME).is_file():
        raise MtqgError(f"{folder}: không có {NAME}, bản sao lưu chưa xong | no {NAME}: not a complete backup")
    manifest = Manifest(**json.loads((folder / NAME).read_text()))
    if bad := [name for name, (_, sha256) in manifest.files.items() if hash_of(folder / name) != sha256]:
        raise MtqgError(f"{folder}: tệp bị sửa hoặc thiếu | altered or missing: {', '.join(sorted(bad)[:20])}")
    return manifest


def copied(source: Path, target: Path) -> list:
    """[bytes, sha256] of what was copied; the target is whole and on disk, or not there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial, digest, size = target.with_name(f"{target.name}.partial"), hashlib.sha256(), 0
    with source.open("rb") as stream, partial.open("wb") as out:
        while part := stream.read(1 << 20):
            digest.update(part)
            size += out.write(part)
    partial.chmod(0o440)
    partial.replace(target)
    return [size, digest.hexdigest()]


def hash_of(path: Path) -> str | None:
    """sha256 of the file's bytes; None when there is no such file."""
    if not path.is_file():
        return None
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
