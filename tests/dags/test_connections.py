"""A connection says the same to a task, through Airflow, as to a program that reads the environment itself."""

from __future__ import annotations

import json

import pytest

from mtqg.connectors import CONNECTORS, open_connector, spec_from_environment
from mtqg.orchestration.connections import resolve

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGPsTh0Lh3hdU0Iq0hQ6sUQqG0uLqRCKd2RzYQ1T0u5u"
QUERIES = {"th_01": {"rows": "select 1", "changed": "select now()"}}
SAID = {
    "fs": {"extra": {"path": "/srv/outbox"}},
    "sftp": {"host": "sftp.example.vn", "port": 2222, "login": "tinh", "password": "m/ật+khẩu", "extra": {"host_key": KEY}},
    "aws": {"login": "AKIA", "password": "bí/mật", "extra": {"bucket": "nop", "endpoint_url": "http://127.0.0.1:9000"}},
    "http": {"host": "nop.example.vn", "schema": "https", "login": "tinh", "password": "x"},
    "https": {"host": "nop.example.vn"},
    "rest": {"host": "nop.example.vn", "password": "token", "extra": {"path": "api", "max_pages": 5}},
    "samba": {"host": "10.0.0.5", "schema": "NOP", "login": "SO\\tinh", "password": "x", "extra": {"share_type": "windows"}},
    "smb": {"host": "10.0.0.5", "schema": "NOP", "login": "tinh", "password": "x"},
    "imap": {"host": "mail.example.vn", "login": "nop", "password": "x", "extra": {"senders": ["*@tinh.gov.vn"]}},
    "postgres": {"host": "db.example.vn", "schema": "kho", "login": "doc", "password": "x", "extra": {"queries": QUERIES}},
}


@pytest.mark.parametrize("kind", sorted(CONNECTORS))
def test_airflow_and_the_environment_say_the_same_of_every_type(kind, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", json.dumps({"conn_type": kind, **SAID[kind]}))
    assert resolve("outbox_test") == spec_from_environment("outbox_test")
    assert open_connector(resolve("outbox_test"))


@pytest.mark.parametrize("uri", [
    "fs://?path=/srv/outbox", "sftp://tinh:m%2F%E1%BA%ADt@sftp.example.vn:2222/?host_key=ssh-ed25519%20AAAA%2B%3D&stable_seconds=3",
    "postgres://doc:x@db.example.vn:5433/kho?__extra__=%7B%22queries%22%3A%20%7B%22th_01%22%3A%20%7B%22rows%22%3A%20%22select%201%22"
    "%2C%20%22changed%22%3A%20%22select%20now%28%29%22%7D%7D%7D",
    "imap://nop%40example.vn:x@mail.example.vn:993/?__extra__=%7B%22senders%22%3A%20%5B%22a%40b.vn%22%5D%7D",
])
def test_a_uri_says_the_same_through_airflow(uri, monkeypatch):
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_TEST", uri)
    ours, theirs = spec_from_environment("outbox_test"), resolve("outbox_test")
    for field in ("conn_type", "host", "port", "login", "password", "extra", "schema"):
        assert (getattr(ours, field) or None) == (getattr(theirs, field) or None), field
