"""Phases of a month held where they would write, parts of the stack killed there, and compose's policy that starts them again."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psutil
import psycopg

from mtqg import settings
from mtqg.stack import postgres, services
from tests.integration.compose.running import PlainProcesses, start_postgres

#: Phase -> the table that it is held before, in the order of a month; a build near its beginning, as dbt fills its seeds.
DOORS = {"land": "control.deliveries", "read": "raw.reported_cells", "judge": "control.verdicts", "build": "staging.obligations",
         "release": "mart.release_figures"}
AT_A_DOOR = """
    select count(*) from pg_stat_activity a
    where a.datname = current_database() and a.usename like 'mtqg%%' and a.wait_event_type = 'Lock' and a.backend_start > %s
      and exists (select from pg_locks l where l.pid = a.pid and l.relation = %s::regclass and not l.granted)
"""
#: Earlier than any session.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def wait_until(what: Callable[[], object], within: float = 120, every: float = 0.2):
    """What it says once it says something."""
    deadline = time.monotonic() + within
    while not (said := what()):
        assert time.monotonic() < deadline, what
        time.sleep(every)
    return said


def ask(query: str, *values) -> list[tuple]:
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as connection:
        return connection.execute(query, values).fetchall()


class Doors:
    """One phase at a time is held: the table is locked before which it would write."""

    def __init__(self) -> None:
        self._holder: psycopg.Connection | None = None

    def hold(self, phase: str | None) -> None:
        """Whoever comes to the phase stands still there; the phase held until now goes on."""
        before, self._holder = self._holder, None
        if phase:
            self._holder = psycopg.connect(settings.dsn("postgres", settings.DATABASE))
            self._holder.execute(f"lock table {DOORS[phase]} in exclusive mode")
        if before:
            before.close()

    @staticmethod
    def waiting(phase: str, since: datetime = LONG_AGO) -> int:
        """How many sessions of tasks, begun since then, stand before the phase."""
        return ask(AT_A_DOOR, since, DOORS[phase])[0][0]


def kill(name: str) -> datetime:
    """The service is gone with every process of it, as when its machine is switched off; when that was, by the server's clock."""
    victims = services.members(name)
    for one in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()
    psutil.wait_procs(victims, timeout=10)
    return ask("select clock_timestamp()")[0][0]


def kill_postgres(stack: PlainProcesses) -> None:
    """The server is gone, as by kill -9 of its first process, and has been started again."""
    os.kill(postgres.postmaster_pid(), signal.SIGKILL)
    wait_until(lambda: not postgres.is_running(), within=20, every=0.02)
    start_postgres(stack)


@contextlib.contextmanager
def unless_stopped(stack: PlainProcesses, *names: str) -> Iterator[None]:
    """`restart: unless-stopped`: a service of these that ends is started again."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.5):
            for name in names:
                if not services.is_alive(name):
                    services.kill_remains(name)
                    stack.start(name)

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        over.set()
        watching.join()
