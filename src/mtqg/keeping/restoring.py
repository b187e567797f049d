"""Restore: a backup into an empty machine; whatever it may find there, nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.keeping import manifest, programs
from mtqg.keeping.backup import DUMP
from mtqg.keeping.manifest import Manifest
from mtqg.stack import bootstrap
from mtqg.store.checksums import checksums


def restore(folder: Path) -> Manifest:
    """Warehouse and archive are those of the backup, checked table by table; then sql/ of this version is applied.

    MtqgError, and nothing was changed: a file of the backup is not as it was written, or the warehouse holds submissions.
    """
    told = manifest.read(folder)
    programs.start_server()
    with bootstrap.superuser() as connection:
        bootstrap.prepare_roles_and_databases(connection)
        _make_room(connection)
    for name in told.files:
        target = settings.landing_dir() / Path(name).relative_to("landing") if name != DUMP else None
        if target and not target.exists():
            manifest.copied(folder / name, target)
    programs.run("pg_restore", "postgres", "--exit-on-error", "--single-transaction",
                 f"--dbname={settings.DATABASE}", str(folder / DUMP))
    with psycopg.connect(settings.dsn("mtqg_owner"), row_factory=dict_row) as db:
        found = checksums(db, list(told.tables))
    if different := sorted(name for name, sums in told.tables.items() if found[name] != sums):
        raise MtqgError(f"khác với bản sao lưu | differs from the backup: {', '.join(different)}")
    bootstrap.bootstrap()
    return told


def _make_room(connection: psycopg.Connection) -> None:
    """The warehouse's database is empty and new; MtqgError when it holds a submission."""
    with psycopg.connect(settings.dsn("postgres")) as warehouse:
        known = warehouse.execute("select to_regclass('control.submissions') is not null").fetchone()[0]
        if known and warehouse.execute("select exists (select from control.submissions)").fetchone()[0]:
            raise MtqgError("kho đã có bản gửi: chỉ phục hồi vào máy trống | the warehouse holds submissions: restore is for an "
                            "empty machine")
    connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(settings.DATABASE)))
    bootstrap.prepare_roles_and_databases(connection)
