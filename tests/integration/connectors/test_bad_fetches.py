"""A server that breaks off, lies, changes its file or hangs in the middle of it: nothing is kept of that, and what it sends
once it is well again makes the figures of an undisturbed day."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mtqg import settings
from mtqg.errors import SourceUnavailable
from mtqg.intake import judge, pull
from tests.integration.test_intake import DAY, NOW, SOURCE, figures, rows, workbook

pytestmark = pytest.mark.slow

OTHER, OTHER_UNIT = "51-TC", "34-P-51"
FILE = f"/34/{SOURCE}/von_01/von.xlsx"
LIMIT = 3.0
WAYS = ("half", "reset", "lies", "more", "changes", "hangs", "drips")


@dataclass
class Web:
    """A server of two outboxes; `way`: how it misbehaves with the file of SOURCE."""

    port: int = 0
    way: str = "well"
    released: threading.Event | None = None


def handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._head(len(content_of(self.path)) + (1000 if web.way == "lies" and self.path == FILE else 0))

        def do_GET(self) -> None:
            if self.path.endswith("/"):
                page = b'<a href="von.xlsx">von.xlsx</a>'
                self._head(len(page))
                self.wfile.write(page)
                return
            content = content_of(self.path)
            with contextlib.suppress(OSError):
                getattr(self, web.way if self.path == FILE else "well")(content)

        def well(self, content: bytes) -> None:
            self._head(len(content))
            self.wfile.write(content)

        lies = well

        def half(self, content: bytes) -> None:
            self._head(len(content))
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)

        def reset(self, content: bytes) -> None:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._head(len(content))
            self.wfile.write(content[:100])
            self.connection.close()

        def more(self, content: bytes) -> None:
            self.well(content + content)

        def changes(self, content: bytes) -> None:
            self._head(len(content), minutes=5)
            self.wfile.write(content)

        def hangs(self, content: bytes) -> None:
            self._head(len(content))
            self.wfile.write(content[:100])
            web.released.wait(20)

        def drips(self, content: bytes) -> None:
            self._head(len(content))
            for number in range(len(content)):
                self.wfile.write(content[number : number + 1])
                if web.released.wait(0.05):
                    return

        def _head(self, size: int, minutes: int = 0) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(size))
            self.send_header("Last-Modified", self.date_time_string((NOW - timedelta(days=1, minutes=-minutes)).timestamp()))
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    return Handler


def content_of(path: str) -> bytes:
    return CONTENTS[path]


CONTENTS: dict[str, bytes] = {}


@pytest.fixture
def web(warehouse: str, tmp_path: Path, monkeypatch) -> Iterator[Web]:
    """Two outboxes on a web server of this machine; a landing area of this test alone."""
    if not CONTENTS:
        CONTENTS[FILE] = workbook()
        CONTENTS[FILE.replace(SOURCE, OTHER)] = workbook(unit=OTHER_UNIT, source=OTHER)
    web = Web(released=threading.Event())
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(web))
    web.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told = {"conn_type": "http", "host": "127.0.0.1", "port": web.port, "schema": "http", "extra": {
        "allow_private_addresses": True, "stable_seconds": 0, "timeout_seconds": 1.5, "time_limit_seconds": LIMIT}}
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps(told))
    monkeypatch.setenv("MTQG_LANDING", str(tmp_path / "landing"))
    yield web
    web.released.set()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_kept_of_a_bad_day_and_the_next_one_has_the_figures(web, way):
    web.way = way
    began = time.monotonic()
    with pytest.raises(SourceUnavailable, match=SOURCE):
        pull([SOURCE, OTHER], "bad", 1, NOW, day=DAY)
    assert time.monotonic() - began < LIMIT + 9                    # no longer than its own limit, whatever it does
    assert {row["source_code"]: row["outcome"] for row in rows("select * from control.attempts")} == {
        SOURCE: "unavailable", OTHER: "succeeded"}
    landed = rows("select source_code, landing_path from control.submissions")
    assert [row["source_code"] for row in landed] == [OTHER]
    assert [str(path.relative_to(settings.landing_dir())) for path in settings.landing_dir().glob("??/??/*")] == [
        landed[0]["landing_path"]]
    assert list((settings.home() / "spool").iterdir()) == []
    web.way = "well"
    pull([SOURCE, OTHER], "well", 1, NOW + timedelta(hours=1), day=DAY)
    judge("well", NOW + timedelta(hours=1))
    assert len(rows("select 1 from control.submissions where status like 'accepted%%'")) == 2
    assert (figures()["kh_giao"], figures()["gn_lk"]) == (1_000_000_000, 400_000_000)
