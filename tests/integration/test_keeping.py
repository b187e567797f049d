"""The drill: backed up, restored into an empty machine, and made anew from the archive alone, with the same rows and figures."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.errors import MtqgError
from mtqg.intake import judge, open_period, pull
from mtqg.intake.deciding import withdraw
from mtqg.keeping import manifest
from mtqg.keeping.backup import back_up
from mtqg.keeping.replay import rebuild_from_archive
from mtqg.keeping.scrub import scrub
from mtqg.store import connect
from mtqg.store.checksums import FIGURES, checksums, tables
from tests.conftest import HOME_PREFIX, empty_warehouse
from tests.integration.test_intake import SOURCE, workbook

pytestmark = pytest.mark.slow

START = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)
DAY = date(2026, 9, 30)
#: Hours after the start -> disbursed: a report; one that is rejected; a corrected one, withdrawn later.
ROUNDS = {1: (400,), 2: (1500, 405)}
N_DELIVERIES = 3


@dataclass(frozen=True)
class Lived:
    """A warehouse that has lived: its landing area, the checksums of all its tables, and its backup."""

    landing: Path
    sums: dict[str, list]
    backup: Path


@pytest.fixture(scope="module")
def lived(postgres_server, tmp_path_factory) -> Iterator[Lived]:
    """Three revisions of one report in two rounds, the last one withdrawn; backed up."""
    empty_warehouse()
    folder = tmp_path_factory.mktemp("keeping")
    outbox = folder / "outbox" / "34" / SOURCE / "von_01"
    outbox.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps({"conn_type": "fs", "extra": {"path": str(folder / "outbox")}}))
        patch.setenv("MTQG_LANDING", str(folder / "landing"))
        open_period("2026-09", "opened", START)
        for hours, reports in ROUNDS.items():
            at = START + timedelta(hours=hours)
            for disbursed in reports:
                path = outbox / f"von {disbursed}.xlsx"
                path.write_bytes(workbook(disbursed))
                os.utime(path, (at.timestamp() - disbursed, at.timestamp() - disbursed))
            live(f"round-{hours}", at)
        withdraw(one("select submission_id from control.submissions where status like 'accepted%'"),
                 reason="nhầm tệp", document_no="12/TC", run_id="people", now=START + timedelta(hours=8))
        build_warehouse("people", START + timedelta(hours=8), clock=lambda: START + timedelta(hours=8))
        back_up(folder / "backup", START + timedelta(hours=9))
        yield Lived(folder / "landing", everything(), folder / "backup")


def live(run_id: str, at: datetime) -> None:
    pull([SOURCE], run_id, 1, at, day=DAY, clock=lambda: at)
    if judge(run_id, at).changed:
        build_warehouse(run_id, at, clock=lambda: at)


def everything() -> dict[str, list]:
    with psycopg.connect(settings.dsn("mtqg_owner"), row_factory=dict_row) as db:
        return checksums(db, tables(db))


def one(query: str):
    with connect() as db:
        return next(iter(db.execute(query).fetchone().values()))


def mtqg(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run([Path(sys.executable).with_name("mtqg"), *arguments], env={**os.environ, **environment},
                          capture_output=True, text=True, check=False)


def test_the_warehouse_has_lived(lived):
    assert one("select count(*) from control.submissions where status = 'rejected'") == 1
    assert one("select count(*) from control.submissions where status = 'withdrawn'") == 1
    assert one("select disbursed_cumulative_amount from mart.fct_capital where value_kind = 'actual' "
               "and period_code = '2026-09' and is_leaf") == 400_000_000
    assert scrub().is_whole


def test_the_manifest_is_that_of_the_moment(lived):
    told = manifest.read(lived.backup)
    assert told.tables == lived.sums
    assert sum(name.startswith("landing/journal/delivery/") for name in told.files) == N_DELIVERIES
    assert settings.password("mtqg_owner") not in "".join(
        path.read_text(errors="replace") for path in lived.backup.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def restored(lived, free_home) -> dict[str, str]:
    """The environment of a machine that was empty before `mtqg restore`."""
    done = mtqg("restore", str(lived.backup), environment=free_home)
    assert done.returncode == 0, done.stderr
    return free_home


@pytest.fixture(scope="module")
def free_home() -> Iterator[dict[str, str]]:
    """The environment of an empty machine; its server is gone afterwards."""
    from mtqg.stack import ports, postgres

    folder = Path(tempfile.mkdtemp(prefix=f"{HOME_PREFIX}{os.getpid()}-", dir="/var/tmp"))
    folder.chmod(0o711)
    home = {"MTQG_HOME": str(folder), "MTQG_PG_PORT": str(ports.find_free()), "MTQG_LANDING": str(folder / "landing")}
    yield home
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MTQG_HOME", home["MTQG_HOME"])
        postgres.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def there(restored, monkeypatch) -> None:
    """This test runs on the restored machine."""
    for name, value in restored.items():
        monkeypatch.setenv(name, value)


def test_a_restored_machine_has_every_row_and_every_file(lived, there):
    assert everything() == lived.sums
    assert scrub().is_whole
    assert sorted(path.name for path in settings.landing_dir().rglob("*.*")) == sorted(
        path.name for path in lived.landing.rglob("*.*"))


def test_a_restored_machine_goes_on_where_the_other_was(lived, there):
    live("next", START + timedelta(days=1))
    with connect("bi_reader") as db:
        assert checksums(db, FIGURES) == {name: lived.sums[name] for name in FIGURES}
    assert one("select deliveries_known from control.attempts order by attempt_id desc limit 1") == N_DELIVERIES


def test_a_machine_that_holds_submissions_is_not_restored_into(lived, restored):
    done = mtqg("restore", str(lived.backup), environment=restored)
    assert done.returncode == 3
    assert "holds submissions" in done.stderr


def test_a_backup_with_an_altered_byte_is_not_restored_and_the_file_is_named(lived, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(lived.backup, copy)
    victim = next(path for path in copy.glob("landing/??/??/*"))
    victim.chmod(0o640)
    victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    with pytest.raises(MtqgError, match=victim.name):
        manifest.read(copy)


def test_an_altered_or_lost_file_of_the_archive_is_named_by_the_scrub_and_stops_a_backup(lived, tmp_path, monkeypatch):
    copy = tmp_path / "landing"
    shutil.copytree(lived.landing, copy)
    monkeypatch.setenv("MTQG_LANDING", str(copy))
    altered, lost = sorted(copy.glob("??/??/*"))[:2]
    altered.chmod(0o640)
    altered.write_bytes(altered.read_bytes() + b" ")
    lost.unlink()
    event = next(copy.glob("journal/decision/*/*.json"))
    event.chmod(0o640)
    event.write_text(event.read_text().replace("12/TC", "13/TC"))
    found = scrub()
    assert (found.altered, found.missing) == ([str(altered.relative_to(copy)), str(event.relative_to(copy))],
                                              [str(lost.relative_to(copy))])
    with pytest.raises(MtqgError, match=lost.name):
        back_up(tmp_path / "backup", START)


def test_the_archive_alone_makes_the_same_figures(lived, there):
    empty_warehouse()
    told: list[str] = []
    outcome = rebuild_from_archive(told.append)
    assert outcome.taken == {"opened": 1, "delivery": N_DELIVERIES, "decision": 1}
    assert not outcome.without_place
    with connect("bi_reader") as db:
        assert checksums(db, FIGURES) == {name: lived.sums[name] for name in FIGURES}
    assert one("select count(*) from control.submissions where status = 'withdrawn'") == 1
    before = everything()
    assert set(rebuild_from_archive().taken.elements()) == {"opened"}        # again: nothing is new
    assert {name: sums for name, sums in everything().items() if name in FIGURES} == {name: before[name] for name in FIGURES}
