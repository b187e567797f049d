"""Ways to an outbox, chosen by the type of the Airflow connection; each can list and fetch, and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from mtqg.errors import MtqgError


@dataclass(frozen=True, slots=True)
class Listed:
    """A file in an outbox: its path below the connection's root, name, size and the source's own time of it."""

    path: str
    name: str
    size_bytes: int
    modified_at: datetime


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """What Airflow knows of a connection."""

    connection_id: str
    conn_type: str
    host: str | None = None
    port: int | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)


class Connector(Protocol):
    def list(self, folder: str, subfolders: tuple[str, ...]) -> dict[str, list[Listed]]:
        """Files by subfolder of a source's folder; SourceUnavailable when the folder itself cannot be listed."""

    def fetch(self, path: str, target: Path, max_bytes: int) -> int:
        """Bytes written to `target`; SourceUnavailable when the file cannot be had whole."""


def _local(spec: ConnectionSpec) -> Connector:
    from mtqg.connectors.folder import FolderConnector

    return FolderConnector(Path(spec.extra.get("path") or spec.host or ""))


#: Connection type -> connector. Adding a kind of source is a line here and a module beside.
CONNECTORS: dict[str, Callable[[ConnectionSpec], Connector]] = {"fs": _local}


def open_connector(spec: ConnectionSpec) -> Connector:
    """The connector for the connection's type."""
    if spec.conn_type not in CONNECTORS:
        raise MtqgError(f"connection {spec.connection_id}: no connector for type {spec.conn_type!r}; "
                        f"there are {', '.join(sorted(CONNECTORS))}")
    return CONNECTORS[spec.conn_type](spec)


def spec_from_environment(connection_id: str, environment: Mapping[str, str] = os.environ) -> ConnectionSpec:
    """The connection that $AIRFLOW_CONN_<ID> holds, as JSON or as a URI."""
    variable = f"AIRFLOW_CONN_{connection_id.upper()}"
    text = environment.get(variable)
    if not text:
        raise MtqgError(f"connection {connection_id} is not known: set {variable}")
    if text.lstrip().startswith("{"):
        said = json.loads(text)
        extra = said.get("extra") or {}
        return ConnectionSpec(connection_id, said["conn_type"], said.get("host"), said.get("port"), said.get("login"),
                              said.get("password"), json.loads(extra) if isinstance(extra, str) else extra)
    uri = urlsplit(text)
    return ConnectionSpec(connection_id, uri.scheme, uri.hostname, uri.port, uri.username and unquote(uri.username),
                          uri.password and unquote(uri.password), dict(parse_qsl(uri.query)))
