"""Wrong credentials, servers that are gone, hang or break off: all are an outage with plain words, and none says a secret."""

from __future__ import annotations

import contextlib
import logging
import socket
import struct
import threading
import time
import traceback
from contextlib import ExitStack
from dataclasses import replace

import pytest

from mtqg.connectors import ConnectionSpec, open_connector
from mtqg.errors import SourceUnavailable
from mtqg.stack import ports
from tests.integration.connectors.conftest import BUCKET, FOLDER, FORM, SHARE, Served, spec_of
from tests.integration.connectors.folder_servers import LOGIN, SECRET
from tests.integration.connectors.other_servers import imap_server

WRONG = "Sai-mat/khau+nay"
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPsTh0Lh3hdU0Iq0hQ6sUQqG0uLqRCKd2RzYQ1T0u5u"
PRIVATE = {"allow_private_addresses": True}
EXTRAS = {
    "sftp": {"host_key": KEY},
    "http": PRIVATE,
    "rest": PRIVATE,
    "smb": {},
    "aws": {"bucket": BUCKET},
    "imap": {"senders": ["*"], "use_ssl": False},
    "postgres": {"queries": {FORM: {"rows": "select 1", "changed": "select now()"}}, "sslmode": "disable"},
}


def spec_at(kind: str, port: int, **options) -> ConnectionSpec:
    """A connection of this kind to a port of this machine."""
    extra = {**EXTRAS[kind], **options} | ({"endpoint_url": f"http://127.0.0.1:{port}"} if kind == "aws" else {})
    schema = {"smb": SHARE, "postgres": "mtqg", "http": "http", "rest": "http"}.get(kind)
    return ConnectionSpec("outbox_test", kind, "127.0.0.1", port, None if kind == "rest" else LOGIN, SECRET, extra, schema)


@contextlib.contextmanager
def listener(answer):
    """Port of a server that does with every caller what `answer(socket)` does."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        callers = []

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    caller, _ = server.accept()
                    callers.append(caller)
                    answer(caller)

        threading.Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        for caller in callers:
            caller.close()


def failure(spec: ConnectionSpec) -> SourceUnavailable:
    with pytest.raises(SourceUnavailable) as caught:
        open_connector(spec, wait=lambda _seconds: None).list(FOLDER, (FORM,))
    return caught.value


def assert_keeps(secret: str, fault: BaseException, caplog) -> None:
    told = "".join(traceback.format_exception(fault)) + caplog.text
    assert secret not in told and "Sai-mat%2Fkhau%2Bnay" not in told


@pytest.mark.parametrize("kind", ["sftp", "http", "rest", "smb"])
def test_wrong_credentials_are_said_so_without_the_secret(kind, root, caplog):
    caplog.set_level(logging.DEBUG)
    with ExitStack() as stack:
        spec = spec_of(kind, root, stack)
        Served(spec, root).put("a.xlsx", b"x")
        fault = failure(replace(spec, password=WRONG))
    assert "credentials refused" in str(fault)
    assert_keeps(WRONG, fault, caplog)


def test_wrong_credentials_of_a_mailbox_are_said_so_without_the_secret(caplog):
    caplog.set_level(logging.DEBUG)
    with imap_server() as port:
        fault = failure(replace(spec_at("imap", port), password=WRONG))
    assert "credentials refused" in str(fault)
    assert_keeps(WRONG, fault, caplog)


def test_a_key_that_the_object_store_refuses_is_said_so_without_the_secret(caplog):
    caplog.set_level(logging.INFO)

    def refuse(caller: socket.socket) -> None:
        caller.recv(65536)
        said = b"<Error><Code>InvalidAccessKeyId</Code><Message>no " + WRONG.encode() + b"</Message></Error>"
        caller.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(said), said))

    with listener(refuse) as port:
        fault = failure(replace(spec_at("aws", port), password=WRONG))
    assert "credentials refused" in str(fault)
    assert_keeps(WRONG, fault, caplog)


@pytest.mark.parametrize("kind", sorted(EXTRAS))
def test_a_server_that_is_gone_is_an_outage(kind):
    assert str(failure(spec_at(kind, ports.find_free(), timeout_seconds=2)))


@pytest.mark.parametrize("kind", sorted(EXTRAS))
def test_a_server_that_hangs_is_an_outage_within_the_time_limit(kind):
    with listener(lambda caller: None) as port:
        began = time.monotonic()
        failure(spec_at(kind, port, timeout_seconds=30, time_limit_seconds=0.5))
        assert time.monotonic() - began < 15                       # not the 30 that one answer may take


@pytest.mark.parametrize("kind", ["sftp", "http", "rest", "imap", "aws"])
def test_a_server_that_hangs_is_given_up_by_the_wait_for_one_answer(kind):
    with listener(lambda caller: None) as port:
        fault = failure(spec_at(kind, port, timeout_seconds=0.3, time_limit_seconds=20))
        assert "no answer within" not in str(fault)


@pytest.mark.parametrize("kind", sorted(EXTRAS))
def test_a_server_that_resets_the_line_is_an_outage(kind):
    def reset(caller: socket.socket) -> None:
        caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        caller.close()

    with listener(reset) as port:
        failure(spec_at(kind, port, timeout_seconds=5))


def test_an_api_that_repeats_the_token_in_its_answer_does_not_bring_it_into_a_message(caplog):
    def echo(caller: socket.socket) -> None:
        asked = caller.recv(65536)
        said = b'{"items": "' + asked.split(b"Bearer ")[1].split(b"\r\n")[0] + b'"}'
        caller.sendall(b"HTTP/1.1 500 " + SECRET.encode() + b"\r\nContent-Length: %d\r\n\r\n%s" % (len(said), said))

    with listener(echo) as port:
        assert_keeps(SECRET, failure(spec_at("rest", port)), caplog)
