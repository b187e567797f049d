"""Everything BI can read of the marts, in one transaction: once, or again and again beside what a test does."""

from __future__ import annotations

import threading
import time
from types import TracebackType

import psycopg

from mtqg import settings

Marts = tuple[tuple[str, int, str], ...]


def read_marts_at_once(connection: psycopg.Connection) -> Marts:
    """(mart, rows, md5 of its rows) of every fact and report, as one moment shows them."""
    names = [row[0] for row in connection.execute(
        "select relname from pg_class where relnamespace = 'mart'::regnamespace and relkind in ('r', 'p', 'v') "
        "and relname ~ '^(fct|rpt)_' order by 1")]
    return tuple((name, *connection.execute(
        "select count(*), coalesce(md5(string_agg(row, '|' order by row)), '') "
        f"from (select t::text as row from mart.{name} t) as rows").fetchone()) for name in names)


def reader() -> psycopg.Connection:
    """A connection of BI whose transactions each show one moment."""
    connection = psycopg.connect(settings.dsn("bi_reader"))
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    return connection


def marts() -> Marts:
    with reader() as connection:
        return read_marts_at_once(connection)


class Readers:
    """Some readers at once, each reading all marts again and again until the block ends, and resting as long as it read."""

    def __init__(self, number: int):
        self.seen: list[Marts] = []
        self.faults: list[BaseException] = []
        self.longest_seconds = 0.0
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._read) for _ in range(number)]

    def __enter__(self) -> Readers:
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, kind: type | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        for one in self._threads:
            one.join()

    def _read(self) -> None:
        try:
            with reader() as connection:
                while not self._over.is_set():
                    begun = time.monotonic()
                    with connection.transaction():
                        self.seen.append(read_marts_at_once(connection))
                    took = time.monotonic() - begun
                    self.longest_seconds = max(self.longest_seconds, took)
                    self._over.wait(took)               # one of two of them reads at any time, and builds have a processor
        except BaseException as fault:
            self.faults.append(fault)
