"""Programs of ours are found by their marks and stopped to the last child; PostgreSQL finds a place it may use."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.stack import account, bootstrap, ports, postgres, services
from mtqg.stack.supervisor import Watched

#: Starts a child in a session of its own that ignores SIGTERM, and does so itself.
STUBBORN = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)'],
                 start_new_session=True)
time.sleep(600)
"""


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A home folder of its own; nothing of ours runs in it afterwards."""
    monkeypatch.setenv("MTQG_HOME", str(tmp_path))
    yield tmp_path
    services.stop(grace=0)


def wait_for(condition, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def spawn(name: str, code: str) -> services.Record:
    return services.spawn(name, [sys.executable, "-c", code], os.environ)


def test_stop_ends_children_in_sessions_of_their_own_that_ignore_the_polite_signal(home):
    spawn("stubborn", STUBBORN)
    wait_for(lambda: len(services.members("stubborn")) == 2)
    assert services.stop("stubborn", grace=0.3) == 2
    assert services.members() == []


def test_stop_finds_the_orphans_of_a_killed_leader(home):
    record = spawn("stubborn", STUBBORN)
    wait_for(lambda: len(services.members("stubborn")) == 2)
    psutil.Process(record.pid).kill()
    wait_for(lambda: not record.is_alive())
    assert len(services.members("stubborn")) == 1
    services.stop(grace=0.1)
    assert services.members() == []


def test_a_service_of_another_home_folder_is_not_ours(home, tmp_path, monkeypatch):
    spawn("sleeper", "import time; time.sleep(600)")
    monkeypatch.setenv("MTQG_HOME", str(tmp_path / "other"))
    assert services.members() == []
    monkeypatch.setenv("MTQG_HOME", str(home))
    assert len(services.members("sleeper")) == 1


def test_a_process_number_used_again_is_not_the_recorded_process(home):
    record = services.Record("reborn", os.getpid(), psutil.Process().create_time() - 100)
    assert not record.is_alive()


def test_what_keeps_dying_is_started_at_growing_intervals_and_at_once_when_hurried():
    started: list[float] = []
    dying = Watched("dying", lambda: False, lambda: started.append(now))
    for tick in range(600):
        now = 100 + tick / 10
        dying.look(now)
    assert [round(when - 100) for when in started] == [0, 1, 3, 7, 15, 31]
    dying.pause = 0.0
    dying.look(now)
    assert len(started) == 7


def test_a_taken_port_is_named_with_its_owner_and_the_variable_to_set(monkeypatch):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(MtqgError) as raised:
            ports.require_free(port, "Airflow", "MTQG_AIRFLOW_PORT")
    assert f"port {port}" in str(raised.value)
    assert f"pid {os.getpid()}" in str(raised.value)
    assert "MTQG_AIRFLOW_PORT=" in str(raised.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets folders that the server's account cannot enter")
def test_a_home_folder_that_the_server_cannot_enter_is_replaced_by_one_it_can(tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setenv("MTQG_HOME", str(closed / ".mtqg"))
    monkeypatch.setenv("MTQG_PG_PORT", str(ports.find_free()))
    monkeypatch.setattr(account, "REACHABLE_ROOT", Path("/var/tmp") / f"mtqg-reachable-{os.getpid()}")
    monkeypatch.setattr(account, "can_walk_to", lambda path, who: "site-packages" not in str(path) and original(path, who))
    try:
        postgres.start({"fsync": "off"})
        place = account.find_place()
        assert place.folder.parent == account.REACHABLE_ROOT
        assert place.programs.is_relative_to(place.folder)
        assert psycopg.connect(settings.dsn("postgres", "postgres")).execute("select 1").fetchone() == (1,)
    finally:
        postgres.remove()
        account.REACHABLE_ROOT.rmdir()
    assert not account.REACHABLE_ROOT.exists()


original = account.can_walk_to


def test_a_killed_server_starts_again_at_once(postgres_server):
    with bootstrap.superuser() as connection:
        connection.execute("checkpoint")                  # what earlier tests wrote is not recovered here
    postmaster = int((account.find_place().data / "postmaster.pid").read_text().split()[0])
    psutil.Process(postmaster).kill()
    wait_for(lambda: not postgres.is_running())
    assert postgres.start({"fsync": "off"}) is True
    assert psycopg.connect(settings.dsn()).execute("select 1").fetchone() == (1,)
