"""Backup: the warehouse and the archive as they stood at one moment, while everything goes on."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import IsolationLevel
from psycopg.rows import dict_row

from mtqg import journal, settings
from mtqg.errors import MtqgError
from mtqg.keeping import manifest, programs
from mtqg.keeping.manifest import Manifest
from mtqg.store import archive
from mtqg.store.checksums import checksums, tables

DUMP = "warehouse.dump"


def back_up(folder: Path, now: datetime) -> Manifest:
    """The folder, new or empty, holds a dump of the warehouse, the landed bytes that it names, the journal and the manifest.

    Rows, checksums and the list of landed bytes are of one snapshot. What lands meanwhile is not in it: bytes are landed before
    the row that names them, so whatever the snapshot names is there. MtqgError names bytes that are missing or were altered.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise MtqgError(f"{folder}: thư mục không trống | the folder is not empty")
    folder.chmod(0o700)
    with psycopg.connect(settings.dsn("mtqg_owner"), row_factory=dict_row) as db:
        db.isolation_level = IsolationLevel.REPEATABLE_READ
        snapshot = db.execute("select pg_export_snapshot() as name").fetchone()["name"]
        programs.run("pg_dump", "mtqg_owner", "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
        landed = archive.landed(db)
        sums = checksums(db, tables(db))
    files = {DUMP: [(folder / DUMP).stat().st_size, manifest.hash_of(folder / DUMP)], **_archive(folder, landed)}
    written = Manifest(now.isoformat(), files, sums)
    manifest.write(folder, written)
    return written


def _archive(folder: Path, landed: dict[str, str]) -> dict[str, list]:
    """Path in the backup -> [bytes, sha256] of the landed bytes and of the journal."""
    files, bad = {}, []
    for path, sha256 in sorted(landed.items()):
        source, name = settings.landing_dir() / path, f"landing/{path}"
        files[name] = manifest.copied(source, folder / name) if source.is_file() else [0, None]
        if files[name][1] != sha256:
            bad.append(path)
    if bad:
        raise MtqgError(f"lưu trữ bị sửa hoặc thiếu | altered or missing in the archive: {', '.join(bad[:20])}")
    for path in journal.files():
        journal.read(path)
        name = f"landing/{path.relative_to(settings.landing_dir())}"
        files[name] = manifest.copied(path, folder / name)
    return files
