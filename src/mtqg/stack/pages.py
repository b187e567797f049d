"""The server of the pages: Great Expectations' Data Docs, and dbt's documentation under dbt/, on 127.0.0.1 only."""

from __future__ import annotations

import sys

from mtqg import settings
from mtqg.stack import ports, services

NAME = "data-docs"


def start() -> None:
    """The folder of the pages is served; one that holds none yet shows an empty list."""
    settings.data_docs_dir().mkdir(parents=True, exist_ok=True)
    services.kill_remains(NAME)
    services.spawn(NAME, [sys.executable, "-m", "http.server", str(settings.data_docs_port()), "--bind", "127.0.0.1",
                          "--directory", str(settings.data_docs_dir())], {"PYTHONUNBUFFERED": "1"})


def is_alive() -> bool:
    return services.is_alive(NAME)


def require_port() -> None:
    """The port is ours, or free; MtqgError says who has it otherwise."""
    if not services.members(NAME):
        ports.require_free(settings.data_docs_port(), "Data Docs", "MTQG_DATA_DOCS_PORT")
