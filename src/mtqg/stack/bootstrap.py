"""Roles, databases, migrations and the repeatable files of sql/: applied when they changed, by the superuser only as far as
`010_roles.sql`."""

from __future__ import annotations

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

from mtqg import settings
from mtqg.stack import migrations

ROLES_FILE = "010_roles.sql"
SCHEMAS_FILE = "020_schemas.sql"


def bootstrap() -> bool:
    """Roles, both databases and sql/ are in place; False when nothing had to be done.

    Everything is applied again when a file of sql/ or a password changed, and left alone otherwise: granting and
    creating anew would wait for the locks of a build that runs.
    """
    fingerprint = _fingerprint()
    if _applied() == fingerprint and all(_can_log_in(role) for role in settings.ROLES):
        return False
    with superuser() as connection:
        prepare_roles_and_databases(connection)
    _apply(SCHEMAS_FILE)
    migrations.upgrade()
    _apply(*owner_files())
    with psycopg.connect(settings.dsn("mtqg_owner")) as connection:
        connection.execute(sql.SQL("comment on database {} is {}").format(
            sql.Identifier(settings.DATABASE), sql.Literal(fingerprint)))
    return True


def prepare_roles_and_databases(connection: psycopg.Connection) -> None:
    """Every role logs in with its password, and both databases are there; `connection` is the superuser's."""
    connection.execute((_sql_folder() / ROLES_FILE).read_text())
    for role in settings.ROLES:
        connection.execute(sql.SQL("alter role {} password {}").format(
            sql.Identifier(role), sql.Literal(settings.password(role))))
    _create_database(connection, settings.DATABASE, owner="mtqg_owner")
    _create_database(connection, "airflow", owner="airflow")


def owner_files() -> list[str]:
    """The repeatable files that mtqg_owner applies once schemas, ledger and cells are there, in name order."""
    return [path.name for path in sorted(_sql_folder().glob("*.sql")) if path.name not in (ROLES_FILE, SCHEMAS_FILE)]


def _apply(*names: str) -> None:
    """All of these files, or none."""
    with psycopg.connect(settings.dsn("mtqg_owner")) as connection:
        connection.execute("set client_min_messages = warning")
        for name in names:
            connection.execute((_sql_folder() / name).read_text())


def _sql_folder() -> Path:
    return settings.project_root() / "sql"


def _fingerprint() -> str:
    content = b"\0".join(path.read_bytes() for path in sorted(_sql_folder().rglob("*.sql")))
    return f"sql {hashlib.sha256(content).hexdigest()[:16]}"


def _applied() -> str | None:
    """The fingerprint that the warehouse carries as its comment; None before the first bootstrap."""
    try:
        with psycopg.connect(settings.dsn("mtqg_owner"), connect_timeout=5) as connection:
            return connection.execute("""
                select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()
            """).fetchone()[0]
    except psycopg.OperationalError:
        return None


def _can_log_in(role: str) -> bool:
    database = "airflow" if role == "airflow" else settings.DATABASE
    try:
        psycopg.connect(settings.dsn(role, database), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def superuser() -> psycopg.Connection:
    """Outside any transaction, in the server's own database."""
    return psycopg.connect(settings.dsn("postgres", "postgres"), autocommit=True)


def _create_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
        return
    connection.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(name), sql.Identifier(owner)))
    connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
