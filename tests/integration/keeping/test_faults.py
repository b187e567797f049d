"""Two rounds in which whatever can be killed is killed, and what can be full is full, end with the figures of quiet ones."""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from mtqg import settings
from mtqg.intake import close_period, open_period, pull
from mtqg.keeping.scrub import scrub
from mtqg.releasing import list_releases
from mtqg.stack import account
from mtqg.store import close_idle
from tests.conftest import empty_warehouse
from tests.integration.keeping.killing import PATIENCE, held_at, kill_in, kill_server, kill_server_in, last_fault, run, start
from tests.integration.keeping.lives import DAY, LANDED, N_DELIVERIES, SOURCES, START, deliver, figures, on, one, reached
from tests.integration.keeping.people import correct, nothing_signed, people_decide

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
#: The clock of the second round: it was set back by two days.
SET_BACK = -48


@pytest.fixture(scope="module")
def empty(restored, machine, tmp_path_factory) -> Iterator[Path]:
    """A machine that lives through the same two rounds from the beginning: its outboxes; these tests follow each other."""
    outbox = tmp_path_factory.mktemp("faults") / "outbox"
    landing = outbox.parent / "landing"
    with on({**machine, "MTQG_LANDING": str(landing)}), reached(outbox):
        empty_warehouse()
        nothing_signed()
        open_period("2026-09", "month", START)
        deliver(outbox, 1)
        yield outbox


@contextlib.contextmanager
def small_disk(folder: Path, size: str, owner: int = 0) -> Iterator[None]:
    """A file system of this size is mounted on the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},uid={owner}", "tmpfs", folder],
                                           capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a small file system here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_full_landing_area_keeps_nothing_half_and_names_the_fault(empty):
    with small_disk(settings.landing_dir(), "16k"):
        (settings.landing_dir() / "ballast").write_bytes(b"0" * 12_000)
        with pytest.raises(OSError) as fault:
            pull(list(SOURCES), "full", 1, START, day=DAY)
        assert fault.value.errno == errno.ENOSPC
        assert one("select count(*) from control.submissions") == 0
        assert one("select count(*) from control.attempts where outcome = 'failed'") == len(SOURCES)
        assert [path for path in settings.landing_dir().glob("??/??/*")] == []
    assert not (settings.home() / "spool").exists() or not list((settings.home() / "spool").iterdir())


def test_landing_killed_leaves_no_row_and_reading_killed_leaves_no_cell_whether_step_or_server(empty):
    kill_in("control.deliveries", "pull", "round-1", 1)
    assert one("select count(*) from control.submissions") == 0
    kill_in("raw.reported_cells", "pull", "round-1", 1)
    assert one("select count(*) from control.submissions where read_at is null") == 1
    assert one("select count(*) from raw.reported_cells") == 0
    kill_server_in("control.deliveries", "pull", "round-1", 1)
    assert one("select count(*) from control.submissions where submission_id not in "
               "(select submission_id from control.deliveries)") == 0
    kill_server_in("raw.reported_cells", "pull", "round-1", 1)
    assert one("select count(*) from control.submissions where read_at is null and submission_id in "
               "(select submission_id from raw.reported_cells)") == 0


def test_a_full_database_takes_nothing_half_and_what_it_could_not_take_waits_for_room(empty):
    place = settings.home() / "small"
    with small_disk(place, "2m", account.find_place().account.uid), cells_in(place):
        with pytest.raises(OSError, match="No space left"), (place / "ballast").open("wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))
        step = start("pull", "round-1", 1)
        said = step.communicate(timeout=PATIENCE)[0]
        assert step.returncode and "No space left" in said
        assert one("select count(*) from control.submissions where read_at is null") > 0
        assert one("select count(*) from control.submissions where read_at is null and submission_id in "
                   "(select submission_id from raw.reported_cells)") == 0


@contextlib.contextmanager
def cells_in(place: Path) -> Iterator[None]:
    """raw.reported_cells lies there."""
    close_idle()
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE), autocommit=True) as connection:
        connection.execute(sql.SQL("create tablespace small location {}").format(sql.Literal(str(place))))
        connection.execute("alter table raw.reported_cells set tablespace small")
        try:
            yield
        finally:
            connection.execute("alter table raw.reported_cells set tablespace pg_default")
            connection.execute("drop tablespace small")


def test_what_was_left_is_read_and_judging_killed_gives_no_verdict(empty):
    run("pull", "round-1", 1)
    assert one("select count(*) from control.submissions where read_at is not null") == LANDED[0]
    kill_in("control.verdicts", "judge", "round-1", 1)
    assert kill_server_in("control.verdicts", "judge", "round-1", 1)
    assert one("select count(*) from control.verdicts") == 0
    run("judge", "round-1", 1)
    assert one("select count(*) from control.verdicts") == LANDED[0]
    run("build", "round-1", 1)
    assert one("select count(*) from mart.fct_capital", "bi_reader") > 0


def test_the_same_deliveries_by_two_runs_at_once_are_landed_once_although_the_clock_was_set_back(empty):
    correct()
    deliver(empty, 2)
    both = [start("pull", name, SET_BACK) for name in ("round-2", "meanwhile")]
    for step in both:
        said = step.communicate(timeout=PATIENCE)[0]
        assert step.returncode == 0, said
    assert one("select count(*) from control.submissions") == N_DELIVERIES
    assert one("select count(distinct content_sha256) from control.submissions") == N_DELIVERIES
    run("pull", "round-2", SET_BACK)
    run("judge", "round-2", SET_BACK)
    assert one("select count(*) from control.verdicts") == LANDED[1]


def test_a_build_killed_in_its_midst_and_one_whose_server_is_killed_as_it_publishes_leave_every_mart_as_it_was(empty):
    before = figures()
    kill_in("mart.fct_capital", "build", "round-2", SET_BACK)
    assert figures() == before
    with contextlib.suppress(psycopg.Error), held_at("mart_partitions.fct_rollups_2026", "build", "round-2", SET_BACK) as step:
        assert one("select count(*) from pg_locks where relation = 'mart.fct_capital'::regclass "
                   "and mode = 'RowExclusiveLock'") == 1                  # already written, and not committed
        kill_server()
        said = step.communicate(timeout=PATIENCE)[0]
        assert last_fault(said) == "mtqg.errors.WarehouseUnavailable", said
    close_idle()
    assert figures() == before
    run("build", "round-2", SET_BACK)
    assert figures() != before
    assert one("select count(*) from control.builds where status = 'failed'") == 2


def test_the_figures_are_those_of_the_undisturbed_machine_and_a_killed_release_is_none(empty, lived):
    people_decide()
    run("build", "people", 9)
    close_period("2026-09", "month", START + timedelta(hours=9))
    assert figures() == lived.figures
    kill_in("mart.release_figures", "release", "people", 10)
    assert kill_server_in("mart.release_figures", "release", "people", 10)
    assert list_releases() == []
    run("release", "people", 10)
    [released] = list_releases()
    assert released["is_intact"]
    assert released["checksum"] == lived.released
    assert released["n_figures"] > 0
    assert scrub().is_whole
