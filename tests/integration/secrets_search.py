"""Where a secret stands that should stand nowhere: files below a folder, and every table of Airflow's metadata."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from mtqg import settings

#: Files whose purpose is to hold secrets, readable by their owner alone; databases' own files.
MADE_FOR_THEM = ("secrets.json", "passwords.json")


def spellings(secret: str) -> set[str]:
    """The secret as it may stand in an address, in JSON, or as it is."""
    return {secret, quote(secret, safe=""), quote(secret), json.dumps(secret)[1:-1]}


def files_with(secrets: list[str], folder: Path) -> list[str]:
    """Files that hold one of them."""
    wanted = [spelling.encode() for secret in secrets for spelling in spellings(secret)]
    return [str(path) for path in folder.rglob("*") if path.is_file() and path.name not in MADE_FOR_THEM
            and "postgres" not in path.relative_to(folder).parts[:1]
            and any(spelling in content for content in [path.read_bytes()] for spelling in wanted)]


def tables_with(secrets: list[str]) -> list[str]:
    """Tables of Airflow's metadata that hold one of them: XCom, the event log, rendered fields, whatever there is."""
    wanted = [spelling for secret in secrets for spelling in spellings(secret)]
    query = sql.SQL("select 1 from {} as t, unnest(%s::text[]) as wanted (word) where strpos(t::text, word) > 0 limit 1")
    with psycopg.connect(settings.dsn("airflow", "airflow")) as db:
        names = [row[0] for row in db.execute("select tablename from pg_tables where schemaname = 'public' order by 1")]
        assert {"xcom", "log", "rendered_task_instance_fields", "dag_run"} <= set(names)
        return [name for name in names if db.execute(query.format(sql.Identifier(name)), [wanted]).fetchone()]
