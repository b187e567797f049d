"""The whole local stack with real processes: it comes up once, survives the death of any part, and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from mtqg import settings
from mtqg.stack import account, airflow, lifecycle, postgres, runs, services, supervisor
from mtqg.stack.rest import Client
from tests.integration.throwaway_stack import QUIET, kill, pids, throwaway_stack

SLOW_DAG = '''
from airflow.sdk import dag, task

@dag(schedule=None)
def slow():
    @task
    def numbers() -> list[int]:
        return list(range(4))

    @task(pool="provinces")
    def wait(number: int) -> int:
        import time

        time.sleep(4)
        return number

    @task(pool="warehouse")
    def total(numbers: list[int]) -> int:
        return sum(numbers)

    total(wait.expand(number=numbers()))

slow()
'''

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def stack():
    """A stack whose only DAG takes a while."""

    def only_the_slow_dag(project: Path) -> None:
        shutil.rmtree(project / "dags")
        (project / "dags").mkdir()
        (project / "dags" / "slow.py").write_text(SLOW_DAG)

    with throwaway_stack(only_the_slow_dag) as project:
        yield project


def ours() -> list[psutil.Process]:
    """Whatever of this stack is alive, found in the process table alone."""
    found = [*services.members(), *(psutil.Process(pid) for pid in postgres.serving_pids())]
    home = str(settings.home())
    for one in psutil.process_iter():
        try:
            if one.pid != os.getpid() and one.status() != psutil.STATUS_ZOMBIE and home in " ".join(one.cmdline()):
                found.append(one)
        except psutil.Error:
            continue
    return found


def test_every_part_runs_and_says_so(stack):
    assert all(part.is_running for part in lifecycle.status())
    assert lifecycle.is_up()


def test_up_leaves_alone_what_runs(stack):
    before = pids()
    lifecycle.up(QUIET)
    assert pids() == before


def test_the_pools_are_there(stack):
    pools = {one["name"]: one["slots"] for one in Client().get("/pools")["pools"]}
    assert pools["warehouse"] == 1
    assert pools["provinces"] == airflow.POOLS["provinces"][0]


def test_the_components_do_not_run_as_superuser_of_the_database(stack):
    for name, value in airflow.environment().items():
        assert settings.password("postgres") not in value, name


@pytest.mark.parametrize("name", ["api-server", "dag-processor", "triggerer", "supervisor", "postgres"])
def test_up_brings_back_what_was_killed(stack, name):
    before = pids()
    kill(name)
    lifecycle.up(QUIET)
    after = pids()
    assert after[name] not in (None, before[name])
    assert lifecycle.is_up()
    if name != "postgres":       # with the database gone, others may have to start again
        assert {part for part in after if after[part] != before[part]} == {name}


def test_a_run_completes_although_the_scheduler_was_killed_in_its_midst(stack):
    client = Client()
    run_id = runs.trigger(client, "slow", {})
    deadline = time.monotonic() + 120
    while not any(label.startswith("wait") for label in runs.view(client, "slow", run_id).running):
        assert time.monotonic() < deadline
        time.sleep(0.3)
    kill("scheduler")
    lifecycle.up(QUIET)
    deadline = time.monotonic() + 150
    while not (seen := runs.view(client, "slow", run_id)).is_over:
        assert time.monotonic() < deadline, seen
        time.sleep(1)
    assert seen.state == "success"
    assert (seen.done, seen.failed) == (6, 0)


@pytest.mark.parametrize("victims", [
    ["supervisor"], ["scheduler"], ["postgres"],
    ["supervisor", "scheduler", "triggerer", "dag-processor", "api-server", "postgres"],
], ids=lambda victims: "+".join(victims))
def test_down_leaves_no_process_whatever_was_killed_before(stack, victims):
    lifecycle.up(QUIET)
    for name in victims:
        psutil.Process(services.recorded(name).pid if name != "postgres" else min(postgres.serving_pids())).kill()
    lifecycle.down(QUIET)
    assert ours() == []
    assert not any(part.is_running for part in lifecycle.status())


def test_down_twice_is_fine(stack):
    lifecycle.down(QUIET)
    lifecycle.down(QUIET)
    assert ours() == []


def test_a_taken_port_ends_up_with_exit_code_3_and_a_sentence(stack):
    import socket

    lifecycle.down(QUIET)
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", settings.airflow_port()))
        taken.listen()
        mtqg = Path(sys.executable).with_name("mtqg")
        done = subprocess.run([mtqg, "up"], capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert f"port {settings.airflow_port()}" in done.stderr
    assert "MTQG_AIRFLOW_PORT" in done.stderr
    assert "Traceback" not in done.stderr
    assert ours() == []
    assert not services.is_alive(supervisor.NAME)
    assert account.find_place().data.exists()
