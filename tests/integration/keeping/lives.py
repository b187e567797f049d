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
from mtqg.intake import judge, pull
from mtqg.registry import load_registry
from mtqg.store import close_idle, connect
from mtqg.store.checksums import FIGURES, checksums, tables
from mtqg.templates import FillRow, FormFill, write_workbook
from tests.integration.test_intake import workbook
from tests.integration.test_refusal import households

START = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)
DAY = date(2026, 9, 30)
SOURCES = {"48-TC": "34-P-48", "48-VP": "34-P-48", "51-TC": "34-P-51"}
#: Round -> (source, money disbursed, in triệu đồng; of 48-VP communes): 1500 of 1000 is rejected and, of 48-TC, waived later;
#: 405 is withdrawn then; 95 communes wait for approval. In round 2 a list of persons comes too, and is refused.
ROUNDS = {1: (("48-TC", 400), ("48-VP", 85), ("51-TC", 1500)),
          2: (("48-TC", 1500), ("48-TC", 405), ("51-TC", 300), ("48-VP", 95))}
LANDED, N_DELIVERIES = (3, 7), 8


@dataclass(frozen=True)
class Lived:
    """A machine's folder, the checksums of all its tables when it was backed up, and its environment."""

    folder: Path
    sums: dict[str, list]
    environment: dict[str, str]

    @property
    def released(self) -> str:
        """Checksum of its release."""
        return json.loads(next(self.landing.glob("journal/released/*/thang-9.json")).read_text())["checksum"]

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


def live(number: int) -> None:
    """What was delivered is pulled, judged and built, at the time of the round."""
    at = START + timedelta(hours=number)
    pull(list(SOURCES), f"round-{number}", 1, at, day=DAY, clock=lambda: at)
    if judge(f"round-{number}", at).changed:
        build_warehouse(f"round-{number}", at, clock=lambda: at)


def deliver(outbox: Path, number: int) -> None:
    """The reports of the round lie in the outboxes, a minute apart."""
    files = [(source, "th_01" if source == "48-VP" else "von_01", f"{number} {figure}",
              summary(figure) if source == "48-VP" else workbook(figure, unit=SOURCES[source], source=source))
             for source, figure in ROUNDS[number]]
    files += [("48-TC", "von_01", "ho ngheo", households())] if number == 2 else []
    for minute, (source, folder, name, content) in enumerate(files):
        path = outbox / "34" / source / folder / f"{name}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        when = (START + timedelta(hours=number, minutes=minute - 10)).timestamp()
        os.utime(path, (when, when))


def summary(communes: int) -> bytes:
    """TH-01 of Đà Nẵng: communes, of which 42 reached the standard."""
    rows = [FillRow(f"{indicator}:_T:2026-09", {"thuc_hien": figure})
            for indicator, figure in (("CT.XA", communes), ("NTM.XA_DC", 42))]
    return write_workbook(load_registry(), "TH-01", FormFill("48-VP", "34-P-48", "2026-09", rows=rows)).content


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
