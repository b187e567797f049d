"""A month spread over two workers, in which whatever can die dies in every phase, has the figures of one that nobody disturbed.

Killed with -9, one after the other, while the phase stands still (each line a test below, but for what stands elsewhere):

|               | land | read | judge | build | release |
|---------------|------|------|-------|-------|---------|
| worker        | one of two, for good | the one left | likewise | likewise | likewise |
| dag-processor | here | here | here | here | here |
| scheduler     | here | here | here | here | here |
| PostgreSQL    | `keeping/test_faults.py` | likewise | here | here | `keeping/test_faults.py` |

PostgreSQL is killed there under each step, which then asks to be done again, as its task is; here under Airflow too, where other
libraries than ours meet with the fault. `stack/test_refresh.py` kills the scheduler with LocalExecutor's workers, under the local
stack's own supervisor.

What was killed comes back as compose brings it back. A task whose worker died is missed, and done again; a task whose
scheduler died goes on and ends, and the next scheduler takes the month from there.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise

import psycopg
import pytest
from celery import Celery
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.errors import MtqgError
from mtqg.intake import close_period, judge, open_period, pull
from mtqg.registry import load_registry
from mtqg.releasing import list_releases, release_what_changed
from mtqg.sample import write_country
from mtqg.stack import postgres, runs, services
from mtqg.stack.rest import Client
from mtqg.store import close_idle
from mtqg.store.checksums import FIGURES, checksums
from tests.conftest import empty_warehouse
from tests.integration.compose.killing import DOORS, Doors, ask, kill, kill_postgres, unless_stopped, wait_until
from tests.integration.compose.running import PROVINCES

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

MONTH = "2026-09"
SOURCES = [f"{code}-TC" for code in PROVINCES]
SECOND = "worker-2"
VICTIMS = ("worker", "dag-processor", "scheduler")
CELLS = [(phase, victim) for phase in DOORS
         for victim in (*VICTIMS, *(["postgres"] if phase in ("judge", "build") else []))]


def published() -> tuple[dict[str, list], list[tuple]]:
    """Checksums of the marts of figures, and of the releases."""
    with psycopg.connect(settings.dsn("bi_reader"), row_factory=dict_row) as db:
        sums = checksums(db, FIGURES)
    return sums, [(row["period_code"], row["n_figures"], row["checksum"]) for row in list_releases()]


@pytest.fixture(scope="module")
def told(stack, home) -> Iterator[None]:
    """This process is told what a worker is: project, landing area, outboxes, passwords."""
    worker = stack.environment("worker")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("MTQG_PROJECT", "MTQG_LANDING", "MTQG_PASSWORD_MTQG_LOADER", "MTQG_PASSWORD_MTQG_TRANSFORMER",
                     "MTQG_PASSWORD_BI_READER"):
            patch.setenv(name, worker[name])
        outbox = {"conn_type": "fs", "extra": {"path": str(home / "outbox"), "stable_seconds": 0}}
        patch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps(outbox))
        _forget()
        write_country(home / "outbox", MONTH, provinces=PROVINCES, forms=("VON-01",))
        yield
    close_idle()
    _forget()


def _forget() -> None:
    settings.project_root.cache_clear()
    load_registry.cache_clear()


@pytest.fixture(scope="module")
def second_worker(stack, home) -> Iterator[str]:
    """Its name: it has been started, and loads what it needs while this process reckons."""
    name = f"{SECOND}@{socket.gethostname()}"
    stack.start_another(SECOND, "worker", "--celery-hostname", name, "--pid", str(home / f"{SECOND}.pid"))
    yield name
    services.stop(SECOND)


@pytest.fixture(scope="module")
def undisturbed(told, home, second_worker) -> tuple[dict[str, list], list[tuple]]:
    """What the same deliveries come to when this process alone takes them in; nothing of it is left."""
    now = datetime.now(settings.TIME_ZONE)
    open_period(MONTH, "alone", now)
    pull(SOURCES, "alone", 1, now, day=date(2026, 9, 30))
    judge("alone", now)
    build_warehouse("alone", now)
    close_period(MONTH, "alone", now)
    release_what_changed(MONTH, now)
    found = published()
    close_idle()
    empty_warehouse()
    shutil.rmtree(home / "landing")
    return found


@dataclass
class Month:
    """The run that closes the month, and who was killed in it."""

    client: Client
    run_id: str
    doors: Doors
    killed: dict[tuple[str, str], int] = field(default_factory=dict)

    def leader(self, name: str) -> int:
        return postgres.postmaster_pid() if name == "postgres" else services.recorded(name).pid

    def state(self) -> str | None:
        """The state of the run; None while Airflow does not say."""
        with contextlib.suppress(MtqgError):
            return runs.state_of(self.client, "monthly_refresh", self.run_id)
        return None


@pytest.fixture(scope="module")
def month(stack, undisturbed, second_worker) -> Iterator[Month]:
    """The run has begun, held where it would land; its pulls are spread over two workers."""
    first, second = f"celery@{socket.gethostname()}", second_worker
    queue = Celery(broker=stack.environment("worker")["AIRFLOW__CELERY__BROKER_URL"]).control
    wait_until(lambda: queue.ping([second], timeout=1))
    client, doors = Client(), Doors()
    doors.hold("land")
    with unless_stopped(stack, *VICTIMS, "triggerer", "api-server"):
        month = Month(client, runs.trigger(client, "monthly_refresh", {"period": MONTH}), doors)
        wait_until(lambda: doors.waiting("land") == len(SOURCES))
        active = wait_until(lambda: queue.inspect([first, second], timeout=1).active())
        assert active[first] and active[second]
        yield month
        doors.hold(None)


@pytest.mark.parametrize(("phase", "victim"), CELLS)
def test_the_month_goes_on_whoever_is_killed_in_whatever_phase(stack, month, phase, victim):
    wait_until(lambda: month.doors.waiting(phase), within=150)
    name = SECOND if (phase, victim) == ("land", "worker") else victim
    old = month.leader(name)
    killed_at = kill_postgres(stack) if victim == "postgres" else kill(name)
    if victim == "worker":                      # its tasks are missed, and come to the same place again
        wait_until(lambda: month.doors.waiting(phase, killed_at))
    if name in VICTIMS:
        wait_until(lambda: services.is_alive(name) and month.leader(name) != old, within=20)
    month.killed[phase, victim] = old
    if (phase, victim) == [cell for cell in CELLS if cell[0] == phase][-1]:       # the phase ends while nobody schedules
        month.doors.hold(dict(pairwise(DOORS)).get(phase))
    wait_until(lambda: month.state() == "running", within=60)


def test_its_figures_and_its_release_are_those_of_an_undisturbed_month(month, undisturbed):
    wait_until(lambda: month.state() in ("success", "failed"))
    assert month.state() == "success", runs.faults(month.client, "monthly_refresh", month.run_id)
    assert list(month.killed) == CELLS
    assert len(set(month.killed.values())) == len(CELLS)
    assert ask("select count(*) from control.submissions where read_at is not null") == [(len(SOURCES),)]
    outcomes = dict(ask("select coalesce(error_class, outcome), count(*) from control.attempts group by 1"))
    assert outcomes.keys() == {"ProgramDied", "succeeded"}
    assert outcomes["ProgramDied"] >= 2
    builds = [status for status, in ask("select status from control.builds order by build_id")]
    assert builds == ["failed", "failed", "published"]
    assert undisturbed[0]["mart.fct_capital"][0] > 100
    assert published() == undisturbed
