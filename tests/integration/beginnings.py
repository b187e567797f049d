"""The warehouse with which several files begin: built once a process, and copied whenever one of them begins."""

from __future__ import annotations

from functools import cache

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.dbt_invocation import dbt_environment
from mtqg.stack import bootstrap
from mtqg.store import close_idle
from tests.conftest import empty_warehouse
from tests.integration.built_warehouse import build
from tests.integration.hand_made_rows import fill

BUILT = "mtqg_hand_made_rows"


def begin_with_hand_made_rows() -> dict[str, str]:
    """The rows made by hand are there, taken through a first build at NOW; status of every node of that build."""
    ended = _built()
    _copy(BUILT, settings.DATABASE)
    bootstrap.bootstrap()                     # a copy has neither the grants on the database nor the mark of its version
    dbt_environment()                         # a test may call dbt itself, after others built elsewhere
    return ended


@cache
def _built() -> dict[str, str]:
    """The database of that name is what every file begins with."""
    empty_warehouse()
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as db:
        fill(db)
    ended = build()
    _copy(settings.DATABASE, BUILT)
    return ended


def _copy(name: str, other: str) -> None:
    """The other database is replaced by a copy of this one; nobody is connected to either."""
    close_idle()
    with bootstrap.superuser() as db:
        db.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(other)))
        db.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [name])
        db.execute(sql.SQL("create database {} owner mtqg_owner template {}").format(sql.Identifier(other), sql.Identifier(name)))
