"""Airflow's REST API, as far as we use it: a token, GET, POST, with errors in one line."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.stack import airflow

API = "/api/v2"
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class AirflowUnreachable(MtqgError):
    """The api-server does not answer."""


class Client:
    """Calls with the administrator's token, fetched when first needed and again when it has expired."""

    def __init__(self) -> None:
        self._token: str | None = None

    def get(self, path: str) -> Any:
        return self._call("GET", path)

    def post(self, path: str, body: dict) -> Any:
        return self._call("POST", path, body)

    def _call(self, method: str, path: str, body: dict | None = None) -> Any:
        self._token = self._token or _fetch_token()
        try:
            return request(method, API + path, body, self._token)
        except PermissionError:
            self._token = _fetch_token()
            return request(method, API + path, body, self._token)


def health() -> dict | None:
    """Airflow's own report on its components; None while nothing answers."""
    try:
        return request("GET", API + "/monitor/health", timeout=5)
    except (AirflowUnreachable, MtqgError):
        return None


def request(method: str, path: str, body: dict | None = None, token: str | None = None, timeout: float = 30) -> Any:
    """The decoded answer; PermissionError for 401, AirflowUnreachable without an answer, MtqgError for other refusals."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    asked = urllib.request.Request(airflow.url(path), method=method, headers=headers,
                                   data=None if body is None else json.dumps(body).encode())
    try:
        with _direct.open(asked, timeout=timeout) as answer:
            return json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        if error.code == 401:
            raise PermissionError(path) from error
        raise MtqgError(f"Airflow refused {method} {path}: {error.code} {_detail(error)}") from error
    except (OSError, ValueError) as error:
        raise AirflowUnreachable(f"Airflow không trả lời | does not answer at {airflow.url()}: {error}; "
                                 "chạy | run `mtqg up`") from error


def _fetch_token() -> str:
    answer = request("POST", "/auth/token", {"username": airflow.ADMIN,
                                             "password": settings.local_secret("airflow_admin")})
    return answer["access_token"]


def _detail(error: urllib.error.HTTPError) -> str:
    text = error.read().decode(errors="replace")
    try:
        return str(json.loads(text).get("detail", text))[:400]
    except (ValueError, AttributeError):
        return text[:400]
