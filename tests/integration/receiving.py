"""The receiver as a process of its own: where it answers, and what it was sent."""

from __future__ import annotations

import base64
import email
import email.policy
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mtqg.stack import ports


@dataclass(frozen=True)
class Receiver:
    """A mail server and a web server that run."""

    book: Path
    smtp_port: int
    http_port: int

    def connections(self, path: str = "") -> dict[str, str]:
        """The environment in which notices go to it."""
        mail = {"conn_type": "smtp", "host": "127.0.0.1", "port": self.smtp_port,
                "extra": {"disable_ssl": True, "disable_tls": True, "from_email": "kho-so-lieu@trung-uong.example"}}
        web = {"conn_type": "http", "host": f"http://127.0.0.1:{self.http_port}{path}"}
        return {"AIRFLOW_CONN_NOTICES_EMAIL": json.dumps(mail), "AIRFLOW_CONN_NOTICES_WEBHOOK": json.dumps(web)}

    def received(self, via: str, path: str = "") -> list[dict]:
        """What came by mail or over the web to a path, in order; `body` as bytes."""
        lines = self.book.read_text(encoding="utf-8").splitlines() if self.book.exists() else []
        found = [json.loads(line) for line in lines]
        return [one | {"body": base64.b64decode(one["body"])} for one in found
                if one["via"] == via and one["to"][0].startswith(path)]

    def mails(self) -> list[tuple[list[str], str, str]]:
        """(mailboxes, subject, HTML) of each mail."""
        read = [(one["to"], email.message_from_bytes(one["body"], policy=email.policy.default)) for one in self.received("smtp")]
        return [(to, message["Subject"], message.get_body().get_content()) for to, message in read]

    def posts(self, path: str = "") -> list[dict]:
        return [json.loads(one["body"]) for one in self.received("http", path)]

    def forget(self) -> None:
        self.book.unlink(missing_ok=True)


@contextmanager
def receiver(folder: Path) -> Iterator[Receiver]:
    """It runs on free ports of loopback, and not any more afterwards."""
    book, smtp, http = folder / "received.jsonl", ports.find_free(), ports.find_free()
    program = Path(__file__).with_name("receiver.py")
    running = subprocess.Popen([sys.executable, program, book, str(smtp), str(http)], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    try:
        assert running.stdout.readline() == "ready\n"
        yield Receiver(book, smtp, http)
    finally:
        running.stdin.close()
        running.wait(timeout=10)
