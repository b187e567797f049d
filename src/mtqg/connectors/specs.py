"""What Airflow knows of a connection, and the environment's way to say it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mtqg.errors import MtqgError

_SECRET_WORDS = ("pass", "secret", "token", "private_key")


@dataclass(frozen=True, slots=True)
class ConnectionSpec:
    """What Airflow knows of a connection; password and extra never show when it is printed."""

    connection_id: str
    conn_type: str
    host: str | None = None
    port: int | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    extra: dict[str, Any] = field(default_factory=dict, repr=False)
    schema: str | None = None

    def secrets(self) -> list[str]:
        """What must never be said: the password, and what the extra holds under the name of a secret; longest first."""
        found = [self.password, *(value for key, value in self.extra.items() if any(word in key for word in _SECRET_WORDS))]
        return sorted({text for text in found if isinstance(text, str) and text}, key=len, reverse=True)


def spec_from_environment(connection_id: str, environment: Mapping[str, str] = os.environ) -> ConnectionSpec:
    """The connection that $AIRFLOW_CONN_<ID> holds, as JSON or as a URI."""
    variable = f"AIRFLOW_CONN_{connection_id.upper()}"
    text = environment.get(variable)
    if not text:
        raise MtqgError(f"connection {connection_id} is not known: set {variable}")
    try:
        return _from_json(connection_id, text) if text.lstrip().startswith("{") else _from_uri(connection_id, text)
    except (ValueError, KeyError, AttributeError):
        raise MtqgError(f"{variable} is neither a connection's JSON nor its URI") from None    # the cause quotes secrets


def _from_json(connection_id: str, text: str) -> ConnectionSpec:
    said = json.loads(text)
    extra = said.get("extra") or {}
    port = said.get("port")
    return ConnectionSpec(connection_id, said["conn_type"], said.get("host"), int(port) if port else None, said.get("login"),
                          said.get("password"), json.loads(extra) if isinstance(extra, str) else extra, said.get("schema"))


def _from_uri(connection_id: str, text: str) -> ConnectionSpec:
    """As Airflow reads it: the path is the schema, the query the extra, `__extra__` the extra as JSON."""
    uri = urlsplit(text)
    extra: dict[str, Any] = dict(parse_qsl(uri.query))
    if whole := extra.pop("__extra__", None):
        extra = json.loads(whole)
    login, password = (part and unquote(part) for part in (uri.username, uri.password))
    return ConnectionSpec(connection_id, uri.scheme, uri.hostname and unquote(uri.hostname), uri.port, login, password, extra,
                          unquote(uri.path.lstrip("/")) or None)
