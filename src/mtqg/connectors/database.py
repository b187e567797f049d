"""An outbox that is a province's own database: the rows of a query are the CSV delivery of a form."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from mtqg.connectors import options
from mtqg.connectors.outbox import Listed, copy_bounded
from mtqg.connectors.specs import ConnectionSpec
from mtqg.errors import MtqgError, SourceUnavailable
from mtqg.settings import TIME_ZONE

_ROWS_AT_ONCE = 1000


class Query(BaseModel):
    """A form's rows; `:folder` is the source's folder. `changed` says in one value when they last changed (null: nothing yet)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    rows: str
    changed: str
    #: Lines above the columns (period, reporting unit, measure unit): rows of another query.
    heading: str | None = None


class CredentialsRefused(Exception):
    """The database does not let the login in."""


class DatabaseConnector:
    """One delivery a form, named by the time of its last change; the session can only read, and ends by its time limit."""

    class Options(options.Options):
        queries: dict[str, Query] = Field(min_length=1)
        #: Of times that the database keeps without one.
        time_zone: ZoneInfo = TIME_ZONE
        decimal_mark: Literal[",", "."] = ","
        delimiter: Literal[";", ",", "\t", "|"] = ";"
        sslmode: Literal["disable", "prefer", "require", "verify-ca", "verify-full"] = "prefer"
        sslrootcert: str | None = None
        stable_seconds: float = 0

    faults = (SQLAlchemyError,)
    denied = (CredentialsRefused,)

    def __init__(self, spec: ConnectionSpec, options: Options):
        if not spec.host or not spec.schema:
            raise MtqgError(f"connection {spec.connection_id}: host and schema (the database's name) are needed")
        self._spec, self._options = spec, options
        self._places: dict[str, tuple[str, Query, datetime]] = {}

    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        found: dict[str, list[Listed]] = {name: [] for name in subfolders}
        with self._session() as database:
            for name in found:
                query = self._options.queries.get(name)
                when = query and self._changed(database, query, folder)
                if when:
                    path = f"{folder}/{name}/{name}_{when.astimezone(TIME_ZONE):%Y%m%dT%H%M%S.%f}.csv"
                    self._places[path] = (folder, query, when)
                    found[name].append(Listed(path, path.rpartition("/")[2], 0, when, is_exact_size=False))
        return found

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        if path not in self._places:
            raise SourceUnavailable(f"{path} is not listed")
        folder, query, when = self._places[path]
        with self._session() as database:
            if self._changed(database, query, folder) != when:
                raise SourceUnavailable(f"{path} changed since it was listed")
            return copy_bounded(self._lines(database, query, folder), target, max_bytes, path)

    def _changed(self, database: sqlalchemy.Connection, query: Query, folder: str) -> datetime | None:
        when = database.execute(*_asked(query.changed, folder)).scalar()
        if isinstance(when, date) and not isinstance(when, datetime):
            when = datetime(when.year, when.month, when.day)
        if when is not None and not isinstance(when, datetime):
            raise SourceUnavailable("the query `changed` gives no time")
        return when.replace(tzinfo=self._options.time_zone) if when and when.tzinfo is None else when

    def _lines(self, database: sqlalchemy.Connection, query: Query, folder: str) -> Iterator[bytes]:
        """The CSV, some rows at a time: heading lines, the columns' names, the rows."""
        if query.heading:
            yield self._csv(database.execute(*_asked(query.heading, folder)))
        rows = database.execution_options(yield_per=_ROWS_AT_ONCE).execute(*_asked(query.rows, folder))
        yield self._csv([tuple(rows.keys())])
        for part in rows.partitions():
            yield self._csv(part)

    def _csv(self, rows: Iterable[Any]) -> bytes:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self._options.delimiter, lineterminator="\r\n")
        writer.writerows([self._typed(value) for value in row] for row in rows)
        return text.getvalue().encode("utf-8")

    def _typed(self, value: Any) -> str:
        """As a person of the province would type it: days d/m/Y, no thousands mark, the connection's decimal mark."""
        if value is None:
            return ""
        if isinstance(value, (Decimal, float)):
            text = f"{value:f}" if isinstance(value, Decimal) else repr(value)
            return text.replace(".", self._options.decimal_mark)
        if isinstance(value, (date, datetime)):
            return f"{value:%d/%m/%Y}"
        return str(value)

    @contextmanager
    def _session(self) -> Iterator[sqlalchemy.Connection]:
        """A connection in one read-only snapshot, rolled back and closed at the end."""
        spec, options = self._spec, self._options
        limit = int(options.timeout_seconds * 1000)
        secure = {"sslmode": options.sslmode} | ({"sslrootcert": options.sslrootcert} if options.sslrootcert else {})
        engine = sqlalchemy.create_engine(
            sqlalchemy.URL.create("postgresql+psycopg", spec.login, spec.password, spec.host, spec.port or 5432, spec.schema),
            poolclass=sqlalchemy.NullPool, hide_parameters=True, isolation_level="REPEATABLE READ",
            connect_args=secure | {"connect_timeout": max(2, int(options.timeout_seconds)), "options":
                                   f"-c default_transaction_read_only=on -c statement_timeout={limit} -c lock_timeout={limit}"})
        try:
            with engine.connect() as connection:
                yield connection
        except OperationalError as error:
            if "authentication failed" in str(error.orig):
                raise CredentialsRefused from None
            raise


def _asked(sql: str, folder: str) -> tuple[sqlalchemy.TextClause, dict[str, str]]:
    """The query and what it is asked with."""
    return sqlalchemy.text(sql), {"folder": folder} if ":folder" in sql else {}
