"""Two rounds of two provinces, as any machine lives through them; what it holds afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.intake import judge, open_period, pull
from mtqg.intake.deciding import withdraw
from mtqg.store import close_idle, connect
from mtqg.store.checksums import FIGURES, checksums, tables
from tests.integration.test_intake import workbook

START = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)
DAY = date(2026, 9, 30)
SOURCES = {"48-TC": "34-P-48", "51-TC": "34-P-51"}
#: Round -> (source, money disbursed, in triệu đồng): 1500 of 1000 is rejected, 405 is withdrawn later.
ROUNDS = {1: (("48-TC", 400), ("51-TC", 1500)), 2: (("48-TC", 1500), ("48-TC", 405), ("51-TC", 300))}
N_DELIVERIES = 5


@dataclass(frozen=True)
class Lived:
    """A machine's folder, the checksums of all its tables when it was backed up, and its environment."""

    folder: Path
    sums: dict[str, list]
    environment: dict[str, str]

    @property
    def landing(self) -> Path:
        return self.folder / "landing"

    @property
    def backup(self) -> Path:
        return self.folder / "backup"

    @property
    def outbox(self) -> Path:
        return self.folder / "outbox"

    @property
    def figures(self) -> dict[str, list]:
        return {name: self.sums[name] for name in FIGURES}

    @staticmethod
    def archived(landing: Path) -> list[str]:
        return sorted(str(path.relative_to(landing)) for path in landing.rglob("*") if path.is_file())


def live_through(outbox: Path) -> None:
    """Both rounds and the withdrawal have happened, each built."""
    with reached(outbox):
        open_period("2026-09", "opened", START)
        for number in ROUNDS:
            deliver(outbox, number)
            live(number)
        withdraw_last()
        build_warehouse("people", START + timedelta(hours=8), clock=lambda: START + timedelta(hours=8))


def live(number: int) -> None:
    """What was delivered is pulled, judged and built, at the time of the round."""
    at = START + timedelta(hours=number)
    pull(list(SOURCES), f"round-{number}", 1, at, day=DAY, clock=lambda: at)
    if judge(f"round-{number}", at).changed:
        build_warehouse(f"round-{number}", at, clock=lambda: at)


def deliver(outbox: Path, number: int) -> None:
    """The reports of the round lie in the outboxes, a minute apart."""
    for minute, (source, disbursed) in enumerate(ROUNDS[number]):
        path = outbox / "34" / source / "von_01" / f"von {number} {disbursed}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(workbook(disbursed, unit=SOURCES[source], source=source))
        when = (START + timedelta(hours=number, minutes=minute - 10)).timestamp()
        os.utime(path, (when, when))


def withdraw_last() -> None:
    last = one("select submission_id from control.submissions where status like 'accepted%' and source_code = '48-TC'")
    withdraw(last, reason="nhầm tệp", document_no="12/TC", run_id="people", now=START + timedelta(hours=8))


@contextmanager
def reached(outbox: Path) -> Iterator[None]:
    """The sources' connection leads to this folder; no second look is taken at a file."""
    told = {"conn_type": "fs", "extra": {"path": str(outbox), "stable_seconds": 0}}
    with on({"AIRFLOW_CONN_OUTBOX_SAMPLE": json.dumps(told)}):
        yield


@contextmanager
def on(environment: dict[str, str]) -> Iterator[None]:
    """The block runs with these variables: on that machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield
    close_idle()


def mtqg(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([Path(sys.executable).with_name("mtqg"), *arguments], capture_output=True, text=True, check=False)


def everything() -> dict[str, list]:
    """Checksum of every table."""
    with psycopg.connect(settings.dsn("mtqg_owner"), row_factory=dict_row) as db:
        return checksums(db, tables(db))


def figures() -> dict[str, list]:
    """Checksum of what is published."""
    with connect("bi_reader") as db:
        return checksums(db, FIGURES)


def one(query: str, role: str = "mtqg_loader"):
    """The first value of the first row."""
    with connect(role) as db:
        return next(iter(db.execute(query).fetchone().values()))
