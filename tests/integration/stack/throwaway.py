"""A whole stack for tests: its own home folder, ports and copy of the project; nothing of it is left afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from mtqg import settings
from mtqg.registry import load_registry
from mtqg.stack import lifecycle, ports, postgres
from mtqg.stack.steps import Steps
from tests.conftest import HOME_PREFIX

QUIET = Steps(quiet=True)


@contextmanager
def throwaway_stack(arrange: Callable[[Path], None]) -> Iterator[Path]:
    """`arrange` may change the copied project before everything starts; yields the project's folder."""
    folder = Path(tempfile.mkdtemp(prefix=f"{HOME_PREFIX}{os.getpid()}-", dir="/var/tmp"))
    folder.chmod(0o711)
    project = folder / "project"
    for part in ("expectations", "dbt_project", "sql", "dags"):
        shutil.copytree(settings.project_root() / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    arrange(project)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MTQG_HOME", str(folder / "home"))
        patch.setenv("MTQG_PROJECT", str(project))
        patch.setenv("MTQG_PG_PORT", str(ports.find_free()))
        patch.setenv("MTQG_AIRFLOW_PORT", str(ports.find_free()))
        patch.setenv("MTQG_DATA_DOCS_PORT", str(ports.find_free()))
        patch.setenv("MTQG_RETRY_SECONDS", "1")
        patch.setenv("MTQG_SCHEDULER_GIVEN_UP_SECONDS", "12")          # a test waits until a killed one is missed
        patch.setenv("MTQG_POLL_CRON", "0 0 29 2 *")     # no run but those that a test starts
        _forget_project()
        try:
            lifecycle.up(QUIET)
            yield project
        finally:
            lifecycle.down(QUIET)
            postgres.remove()
            shutil.rmtree(folder, ignore_errors=True)
    _forget_project()


def pids() -> dict[str, int | None]:
    """Part of the stack -> its leading process."""
    return {part.name: part.pid for part in lifecycle.status()}


def kill(name: str) -> None:
    """The leading process of the part is gone, as by kill -9."""
    victim = psutil.Process(pids()[name])
    victim.kill()
    psutil.wait_procs([victim], timeout=5)


def _forget_project() -> None:
    settings.project_root.cache_clear()
    load_registry.cache_clear()
