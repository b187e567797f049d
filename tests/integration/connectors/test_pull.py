"""The pull itself over a connection: what the ledger keeps of a delivery, and of an attempt that failed."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.errors import SourceUnavailable
from mtqg.intake import pull
from mtqg.registry import load_registry
from mtqg.templates import FillRow, FormFill, write_workbook
from tests.integration.connectors.conftest import Served
from tests.integration.connectors.folder_servers import LOGIN, SECRET, sftp_server

pytestmark = pytest.mark.slow
SOURCE, PLACE = "48-TC", "34/48-TC/von_01"
NOW = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)
SENT = datetime(2026, 10, 4, 23, 59, 59, tzinfo=settings.TIME_ZONE)
LINE = FillRow("HN2635-HP1|NSTW-DTPT-TN|2026", {"kh_giao": 1000.0, "phan_bo": 1000.0, "gn_lk": 400.0})
NAME = "Báo cáo VON-01 tháng 9.xlsx"


def rows(query: str) -> list[dict]:
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as connection:
        return connection.execute(query).fetchall()


def run() -> tuple[int, int, int]:
    outcome = pull([SOURCE], "test", 1, NOW, day=NOW.date(), clock=lambda: NOW)
    return outcome.seen, outcome.landed, outcome.known


def test_name_time_and_hash_are_kept_and_a_failed_attempt_says_no_secret(warehouse, root, tmp_path, monkeypatch):
    monkeypatch.setenv("MTQG_LANDING", str(tmp_path / "landing"))
    content = write_workbook(load_registry(), "VON-01", FormFill(SOURCE, "34-P-48", "2026-09", rows=[LINE])).content
    with sftp_server() as (port, key):
        said = {"conn_type": "sftp", "host": "127.0.0.1", "port": port, "login": LOGIN, "password": SECRET,
                "extra": {"host_key": key, "path": str(root), "stable_seconds": 0.1}}
        monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps(said))
        served = Served(None, root)
        served.put(NAME, content, SENT, PLACE)
        before = served.everything()
        assert run() == (1, 1, 0)
        assert run() == (1, 0, 1)
        assert served.everything() == before
        monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps({**said, "password": "Sai-mat-khau"}))
        with pytest.raises(SourceUnavailable, match=r"48-TC: .*credentials refused"):
            run()
    [kept] = rows("select delivery_name, delivered_at, content_sha256, size_bytes from control.submissions")
    assert kept == {"delivery_name": NAME, "delivered_at": SENT, "content_sha256": hashlib.sha256(content).hexdigest(),
                    "size_bytes": len(content)}
    attempts = rows("select * from control.attempts order by started_at, attempt_id")
    assert [one["outcome"] for one in attempts] == ["succeeded", "succeeded", "unavailable"]
    assert SECRET not in str(attempts) and "Sai-mat-khau" not in str(attempts)
