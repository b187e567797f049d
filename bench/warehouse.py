"""A warehouse for measuring: the embedded PostgreSQL with its everyday settings, on a port of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

import psutil
import psycopg

from mtqg import settings

PREFIX = "mtqg-bench-"
LEDGERS = ("control", "raw", "staging", "intermediate", "mart", "mart_partitions")


def new_folder() -> Path:
    """A folder for this run; what runs that were killed left behind, servers and all, is gone."""
    for left in Path("/var/tmp").glob(f"{PREFIX}*-*"):
        owner = left.name.removeprefix(PREFIX).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            for secrets in left.rglob("secrets.json"):           # every home folder of a stack has one
                with mock.patch.dict(os.environ, {"MTQG_HOME": str(secrets.parent)}):
                    remove_stack()
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/var/tmp"))
    folder.chmod(0o711)                      # as root PostgreSQL runs as `nobody`, who must walk in
    return folder


def remove_stack() -> None:
    """No process of this MTQG_HOME is left, and no file of its server."""
    from mtqg.stack import postgres, services

    services.stop("supervisor", grace=5)
    services.stop()
    postgres.remove()


@contextmanager
def place(folder: Path) -> Iterator[Path]:
    """MTQG_HOME is `folder`, with free ports; everything of an outer stack that the environment names is out of reach."""
    from mtqg.stack import ports

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("MTQG_", "AIRFLOW_"))}
    chosen = {"MTQG_HOME": str(folder), "MTQG_PG_PORT": str(ports.find_free()), "MTQG_AIRFLOW_PORT": str(ports.find_free()),
              "MTQG_DATA_DOCS_PORT": str(ports.find_free())}
    with mock.patch.dict(os.environ, ours | chosen, clear=True):
        yield folder


@contextmanager
def warehouse(folder: Path) -> Iterator[None]:
    """PostgreSQL answers, sql/ is applied, every table is empty; no process and no file is left of it afterwards."""
    from mtqg.stack import postgres

    with place(folder):
        postgres.start()
        try:
            postgres.bootstrap()
            yield
        finally:
            postgres.remove()


def empty() -> None:
    """No table holds a row, and no work that a former measurement left is still to do for the server."""
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE), autocommit=True) as db:
        tables = db.execute("""
            select string_agg(format('%%I.%%I', schemaname, tablename), ', ')
            from pg_tables where schemaname = any(%s)
        """, [list(LEDGERS)]).fetchone()[0]
        db.execute("set session_replication_role = replica")       # releases refuse to be emptied
        db.execute(f"truncate {tables} restart identity cascade")
        db.execute("checkpoint")


def outbox_connections(root: Path) -> dict[str, str]:
    """Environment in which the synthetic outboxes are found at `root`."""
    return {f"AIRFLOW_CONN_{name}": f"fs:///?path={root}" for name in ("OUTBOX_SAMPLE", "OUTBOX_PUBLISHED")}
