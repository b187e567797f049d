"""The local stack with real processes: what runs stays, what died comes back, and nothing is left behind.

The month of test_refresh.py has gone through it before, where parts of it were killed in the middle of work.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from mtqg import settings
from mtqg.stack import account, airflow, lifecycle, postgres, services, supervisor
from mtqg.stack.rest import Client
from tests.integration.stack.throwaway import QUIET, kill, pids

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


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


@pytest.mark.parametrize("names", [["api-server", "dag-processor", "triggerer"], ["supervisor"], ["postgres"]], ids="+".join)
def test_up_brings_back_what_was_killed(stack, names):
    before = pids()
    for name in names:
        kill(name)
    lifecycle.up(QUIET)
    after = pids()
    assert all(after[name] not in (None, before[name]) for name in names)
    assert lifecycle.is_up()
    if names != ["postgres"]:    # with the database gone, others may have to start again
        assert {part for part in after if after[part] != before[part]} == set(names)


@pytest.mark.parametrize("victims", [
    ["scheduler", "postgres"],                               # which the supervisor is about to start again
    ["supervisor", "scheduler", "triggerer", "dag-processor", "api-server", "postgres"],
], ids="+".join)
def test_down_leaves_no_process_whatever_was_killed_before(stack, victims):
    lifecycle.up(QUIET)
    for name in victims:
        psutil.Process(services.recorded(name).pid if name != "postgres" else postgres.postmaster_pid()).kill()
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
