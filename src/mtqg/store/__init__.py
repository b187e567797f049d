"""All SQL that the package runs. One writer per table: what is here runs as mtqg_loader."""

from __future__ import annotations

import os
import select
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.errors import MtqgError, WarehouseUnavailable

#: What PostgreSQL says to a login that it knows not, or lets in from nowhere; libpq gives no SQLSTATE of it.
_REFUSALS = ("authentication failed", "no password supplied", "no pg_hba.conf entry", "is not permitted to log in")
#: One idle connection a process, server and role waits here: signing in (SCRAM) costs more than most of our transactions.
#: Not psycopg_pool: its threads would be there when the reading process is forked.
_idle: dict[tuple, psycopg.Connection] = {}


@contextmanager
def connect(role: str = "mtqg_loader") -> Iterator[psycopg.Connection]:
    """A connection whose block is one transaction: committed at its end, rolled back when it raises.

    WarehouseUnavailable: the server does not answer, or was lost before the end. MtqgError: it answers, and refuses the login.
    """
    with statement(role) as connection, connection.transaction():
        yield connection


@contextmanager
def statement(role: str = "mtqg_loader") -> Iterator[psycopg.Connection]:
    """A connection on which each statement is a transaction of its own: the block that has only one saves two round trips."""
    place = (os.getpid(), role, settings.postgres_host(), settings.postgres_port(), os.environ.get("MTQG_HOME"))
    waiting = _idle.pop(place, None)
    connection = waiting if waiting is not None and _is_quiet(waiting) else _open(role)
    try:
        yield connection
    except BaseException as fault:
        is_lost = connection.broken
        connection.close()
        if is_lost and isinstance(fault, psycopg.OperationalError):
            raise WarehouseUnavailable(f"the warehouse was lost: {str(fault).strip()}") from fault
        raise
    if _idle.setdefault(place, connection) is not connection:
        connection.close()


def flush_later(db: psycopg.Connection) -> None:
    """This transaction is on disk with the next one that waits for the disk, not at its own end: it must be one that is repeated
    where it is missing."""
    db.execute("set local synchronous_commit to off")


@contextmanager
def same_server() -> Iterator[None]:
    """A fault of the block is WarehouseUnavailable when the server was lost meanwhile, whatever library met with it, and how."""
    with statement() as watching:
        try:
            yield
        except Exception:
            watching.execute("select 1")            # lost with the server
            raise


def close_idle() -> None:
    """No connection of this process waits for its next use."""
    for place in [place for place in _idle if place[0] == os.getpid()]:
        _idle.pop(place).close()


def _is_quiet(connection: psycopg.Connection) -> bool:
    """An idle server says nothing; a byte, or the end of the stream, means that it has gone."""
    if connection.closed:
        return False
    ready, _, _ = select.select([connection.fileno()], [], [], 0)
    if ready:
        connection.close()
    return not ready


def _open(role: str) -> psycopg.Connection:
    try:
        return psycopg.connect(settings.dsn(role), row_factory=dict_row, connect_timeout=10, autocommit=True)
    except psycopg.OperationalError as error:
        place = f"{settings.postgres_host()}:{settings.postgres_port()}"
        if any(words in str(error) for words in _REFUSALS):
            raise MtqgError(f"kho số liệu từ chối đăng nhập {role}: MTQG_PASSWORD_{role.upper()} sai mật khẩu | "
                            f"the warehouse at {place} refuses the login, not its password: {str(error).strip()}") from error
        raise WarehouseUnavailable(f"the warehouse does not answer at {place}: "
                                   f"{str(error).strip()}; `mtqg up` starts the local one") from error
