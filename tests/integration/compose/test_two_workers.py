"""A month spread over two workers, one of which is killed in the middle, has the figures of one that nobody disturbed."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from datetime import date, datetime

import psutil
import psycopg
import pytest
from celery import Celery
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.intake import judge, pull
from mtqg.sample import write_country
from mtqg.stack import runs, services
from mtqg.stack.rest import Client
from mtqg.store import close_idle
from mtqg.store.checksums import FIGURES, checksums
from tests.conftest import empty_warehouse

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PROVINCES = ("48", "51", "66", "68")
SOURCES = [f"{code}-TC" for code in PROVINCES]
SECOND = "worker-2"


def wait_until(what: Callable[[], object], within: float = 120, every: float = 0.5):
    """What it says once it says something."""
    deadline = time.monotonic() + within
    while not (said := what()):
        assert time.monotonic() < deadline, what
        time.sleep(every)
    return said


def ask(query: str) -> list[tuple]:
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as connection:
        return connection.execute(query).fetchall()


def figures() -> dict[str, list]:
    with psycopg.connect(settings.dsn("bi_reader"), row_factory=dict_row) as db:
        return checksums(db, FIGURES)


def ended(client: Client, dag_id: str, run_id: str) -> runs.RunView:
    return wait_until(lambda: view if (view := runs.view(client, dag_id, run_id)).is_over else None, within=200)


def kill(name: str) -> None:
    """The worker and every task that runs in it are gone, as when its machine is switched off."""
    victims = services.members(name)
    for one in victims:
        one.kill()
    psutil.wait_procs(victims, timeout=10)


def test_a_month_over_two_workers_one_of_which_is_killed_has_the_same_figures(stack, home, monkeypatch):
    write_country(home / "outbox", "2026-09", provinces=PROVINCES, forms=("VON-01",))
    monkeypatch.setenv("MTQG_LANDING", str(home / "landing"))
    for role in ("mtqg_loader", "mtqg_transformer"):
        monkeypatch.setenv(f"MTQG_PASSWORD_{role.upper()}", stack.environment("worker")[f"MTQG_PASSWORD_{role.upper()}"])
    first, second = f"celery@{socket.gethostname()}", f"{SECOND}@{socket.gethostname()}"
    queue = Celery(broker=stack.environment("worker")["AIRFLOW__CELERY__BROKER_URL"]).control
    stack.start_another(SECOND, "worker", "--celery-hostname", second, "--pid", str(home / f"{SECOND}.pid"))
    wait_until(lambda: queue.ping([second], timeout=1))

    client = Client()
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as holder:
        holder.execute("lock table control.deliveries in exclusive mode")           # nobody gets further than half a landing
        run_id = runs.trigger(client, "pull_submissions", {"sources": SOURCES})
        wait_until(lambda: (active := queue.inspect([first, second], timeout=1).active() or {})
                   and all(active.get(one) for one in (first, second)))
        wait_until(lambda: ask("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and usename = 'mtqg_loader'")
                   [0][0] >= len(SOURCES) - 1)
        kill(SECOND)
    assert ended(client, "pull_submissions", run_id).state == "success"
    assert ask("select count(*) from control.submissions where read_at is not null") == [(len(SOURCES),)]
    assert ask("select count(*) from control.attempts where outcome = 'running'")[0][0] >= 1      # of those that were killed
    wait_until(lambda: ask("select 1 from control.builds where status = 'published'") and not ask(
        "select 1 from control.changed_slices where build_id is null"), within=200)
    found = figures()
    assert found["mart.fct_capital"][0] > 100
    assert found == undisturbed(home, monkeypatch)


def undisturbed(home, monkeypatch) -> dict[str, list]:
    """The figures of the same deliveries, taken in by this process alone."""
    services.stop("scheduler")
    services.stop("worker")
    empty_warehouse()
    told = {"conn_type": "fs", "extra": {"path": str(home / "outbox"), "stable_seconds": 0}}
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps(told))
    monkeypatch.setenv("MTQG_LANDING", str(home / "landing-of-one"))
    now = datetime.now(settings.TIME_ZONE)
    pull(SOURCES, "alone", 1, now, day=date(2026, 9, 30))
    judge("alone", now)
    build_warehouse("alone", now)
    close_idle()
    return figures()
