"""Migrations of schemas `control` and `raw`: sql/migrations/versions/NNNN_<what>, each applied once, by Alembic.

Alembic, because Airflow brings it (nothing is added to the environment), it records what was applied, and a migration may be
plain SQL: `NNNN_<what>.sql` beside five lines of Python that name the one before. Every other file of sql/ is repeatable.
"""

from __future__ import annotations

import logging
from pathlib import Path

import psycopg

from mtqg import settings

HISTORY = """
    create table if not exists control.applied_migrations (
        revision text primary key,
        description text not null,
        applied_at timestamptz not null default current_timestamp
    )"""


def folder() -> Path:
    return settings.project_root() / "sql" / "migrations"


def upgrade(revision: str = "head") -> None:
    """Every migration up to the revision has been applied, each once; all that are missing now in one transaction, or none."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(attributes={"connection": None})
    config.set_main_option("script_location", str(folder()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    engine = create_engine("postgresql+psycopg://", poolclass=NullPool,
                           creator=lambda: psycopg.connect(settings.dsn("mtqg_owner")))
    with engine.connect() as connection:
        connection.exec_driver_sql("set client_min_messages = warning")
        connection.commit()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def apply_sql_beside(migration: str) -> None:
    """The SQL file beside this migration has run, as it is written: no parameter, any number of statements."""
    from alembic import op

    text = Path(migration).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(text, execution_options={"no_parameters": True})


def note_applied(ctx, step, heads, run_args, **_: object) -> None:
    """control.applied_migrations names the migration, and when it was applied."""
    applied = step.up_revision
    ctx.connection.exec_driver_sql("insert into control.applied_migrations (revision, description) values (%s, %s)",
                                   (applied.revision, applied.doc))
