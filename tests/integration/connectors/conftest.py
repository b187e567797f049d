"""Outboxes of every kind with the same files in them, for the tests of what holds for all."""

from __future__ import annotations

import getpass
import os
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mtqg.connectors import ConnectionSpec
from tests.integration.connectors.folder_servers import LOGIN, SECRET, Api, sftp_server, web_server
from tests.integration.connectors.installed_servers import NGINX, SSHD, nginx, sshd
from tests.integration.connectors.other_servers import BUCKET, SHARE, object_store, smb_server

FOLDER, FORM = "48-TC", "von_01"
LONG_AGO = datetime(2026, 9, 30, 16, 59, 59, tzinfo=UTC)


@dataclass
class Served:
    """An outbox that a server serves, and the connection to it."""

    spec: ConnectionSpec
    root: Path

    def put(self, name: str, content: bytes, at: datetime = LONG_AGO, folder: str = f"{FOLDER}/{FORM}") -> None:
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (at.timestamp(), at.timestamp()))

    def everything(self) -> dict[str, tuple[bytes, float]]:
        """What a second person would see there: bytes and time of every file."""
        return {path.relative_to(self.root).as_posix(): (path.read_bytes(), path.stat().st_mtime)
                for path in sorted(self.root.rglob("*")) if path.is_file()}

    def told(self, **options) -> ConnectionSpec:
        """The connection with further options."""
        return replace(self.spec, extra={**self.spec.extra, **options})


@dataclass
class Stored(Served):
    """The same in an object store, which keeps its own times."""

    client: object = None

    def put(self, name: str, content: bytes, at: datetime = LONG_AGO, folder: str = f"{FOLDER}/{FORM}") -> None:
        self.client.put_object(Bucket=BUCKET, Key=f"tinh/{folder}/{name}", Body=content)

    def everything(self) -> dict[str, tuple[bytes, float]]:
        kept = self.client.list_objects_v2(Bucket=BUCKET).get("Contents", [])
        return {one["Key"]: (self.client.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read(), one["LastModified"])
                for one in kept}


def spec_of(kind: str, root: Path, stack: ExitStack) -> ConnectionSpec:
    """The connection to a server of this kind, started on the stack."""
    if kind == "fs":
        return ConnectionSpec("outbox_test", "fs", extra={"path": str(root)})
    if kind == "sftp":
        port, key = stack.enter_context(sftp_server())
        return ConnectionSpec("outbox_test", "sftp", "127.0.0.1", port, LOGIN, SECRET, {"host_key": key, "path": str(root)})
    if kind == "smb":
        port = stack.enter_context(smb_server(root))
        return ConnectionSpec("outbox_test", "smb", "127.0.0.1", port, LOGIN, SECRET, schema=SHARE)
    if kind == "sshd":
        port, key, private_key = stack.enter_context(sshd(root))
        return ConnectionSpec("outbox_test", "sftp", "127.0.0.1", port, getpass.getuser(), None,
                              {"host_key": key, "private_key": private_key, "path": str(root)})
    private = {"allow_private_addresses": True}
    if kind == "rest":
        port, _ = stack.enter_context(web_server(root, Api))
        return ConnectionSpec("outbox_test", "rest", "127.0.0.1", port, None, SECRET, {"path": "api", **private}, "http")
    port = stack.enter_context(nginx(root)) if kind == "nginx" else stack.enter_context(web_server(root))[0]
    return ConnectionSpec("outbox_test", "http", "127.0.0.1", port, LOGIN, SECRET, private)


@pytest.fixture(autouse=True)
def _own_home(request, tmp_path, monkeypatch) -> None:
    """What looks remember is of one test alone; with a warehouse its home is that of the warehouse."""
    if "warehouse" not in request.fixturenames:
        monkeypatch.setenv("MTQG_HOME", str(tmp_path / "home"))


@pytest.fixture
def root(tmp_path) -> Path:
    folder = tmp_path / "outbox"
    (folder / FOLDER / FORM).mkdir(parents=True)
    return folder


def installed(kind: str, program: str | None):
    """A server of the operating system: tried too where it is installed."""
    return pytest.param(kind, marks=pytest.mark.skipif(program is None, reason=f"{kind} is not installed on this machine"))


@pytest.fixture(params=["fs", "sftp", "http", "rest", "smb", installed("sshd", SSHD), installed("nginx", NGINX)])
def served(request, root):
    """An outbox of each kind over a folder."""
    with ExitStack() as stack:
        yield Served(spec_of(request.param, root, stack), root)


@pytest.fixture
def stored(root):
    """An outbox in an object store."""
    import boto3

    with object_store() as address:
        client = boto3.client("s3", endpoint_url=address, region_name="us-east-1", aws_access_key_id=LOGIN,
                              aws_secret_access_key=SECRET)
        extra = {"endpoint_url": address, "bucket": BUCKET, "prefix": "tinh"}
        yield Stored(ConnectionSpec("outbox_test", "aws", login=LOGIN, password=SECRET, extra=extra), root, client)
