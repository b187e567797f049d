"""All SQL that the package runs. One writer per table: what is here runs as mtqg_loader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.errors import MtqgError


@contextmanager
def connect(role: str = "mtqg_loader") -> Iterator[psycopg.Connection]:
    """A connection whose block is one transaction: committed at its end, rolled back when it raises."""
    try:
        connection = psycopg.connect(settings.dsn(role), row_factory=dict_row, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise MtqgError(f"the warehouse does not answer at {settings.postgres_host()}:{settings.postgres_port()}: "
                        f"{str(error).strip()}; `mtqg up` starts the local one") from error
    with connection:
        yield connection
