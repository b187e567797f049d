"""Steps as processes, killed at a place that a lock holds them at: no sleep decides where."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from mtqg import settings
from mtqg.stack import postgres
from mtqg.store import close_idle

PATIENCE = 300.0


def start(verb: str, run_id: str, hours: int) -> subprocess.Popen:
    """The step, running."""
    return subprocess.Popen([sys.executable, "-m", "tests.integration.keeping.step", verb, run_id, str(hours)],
                            cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def run(verb: str, run_id: str, hours: int) -> None:
    """The step has ended well."""
    done = start(verb, run_id, hours)
    said = done.communicate(timeout=PATIENCE)[0]
    assert done.returncode == 0, said


@contextmanager
def held_at(table: str, *arguments) -> Iterator[subprocess.Popen]:
    """The step stands still where it would write to the table; it goes on, if it lives, after the block."""
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as holder:
        holder.execute(f"lock table {table} in exclusive mode")
        step = start(*arguments)
        _wait_until_it_waits(step)
        yield step


def kill_in(table: str, *arguments) -> None:
    """The step was killed, as by kill -9, when it was about to write to the table; the server has noticed."""
    with held_at(table, *arguments) as step:
        step.send_signal(signal.SIGKILL)
        assert step.wait(timeout=10) == -signal.SIGKILL
    deadline = time.monotonic() + PATIENCE
    while _others():
        assert time.monotonic() < deadline, _others()
        time.sleep(0.05)


def kill_server_in(table: str, *arguments) -> int:
    """PostgreSQL was killed when the step was about to write to the table, and runs again; the step's exit code.

    Its last word is WarehouseUnavailable: for that a task is done again (`test_dags.py`).
    """
    with suppress(psycopg.Error), held_at(table, *arguments) as step:
        kill_server()
        said = step.communicate(timeout=PATIENCE)[0]
        assert last_fault(said) == "mtqg.errors.WarehouseUnavailable", said
    close_idle()
    return step.returncode


def last_fault(said: str) -> str:
    """The class of the exception that ended a program which said so."""
    return re.findall(r"^(?:\w+\.)*[A-Z]\w+(?=: )", said, re.MULTILINE)[-1]


def kill_server() -> None:
    """PostgreSQL is gone, as by kill -9 of its first process, and has been started again."""
    os.kill(postgres.postmaster_pid(), signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while postgres.is_running():                        # a signal takes its time
        assert time.monotonic() < deadline
        time.sleep(0.02)
    postgres.start()


def _wait_until_it_waits(step: subprocess.Popen) -> None:
    deadline = time.monotonic() + PATIENCE
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE), autocommit=True) as connection:
        while not connection.execute("select 1 from pg_stat_activity where wait_event_type = 'Lock' and wait_event = 'relation' "
                                     "and datname = current_database()").fetchone():
            assert step.poll() is None, step.stdout.read()
            assert time.monotonic() < deadline
            time.sleep(0.05)


def _others() -> list[tuple]:
    """Sessions that still work for a process that is no more."""
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE), autocommit=True) as connection:
        return connection.execute("select usename, state, query from pg_stat_activity where datname = current_database() "
                                  "and usename like 'mtqg%' and state <> 'idle' and pid <> pg_backend_pid()").fetchall()
