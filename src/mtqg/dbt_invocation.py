"""dbt, called in this process: with the project, profile and warehouse of this home folder, and nothing loaded for its sake."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import _LazyModule
from typing import TYPE_CHECKING

from mtqg import settings

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunnerResult


def invoke_dbt(arguments: list[str]) -> dbtRunnerResult:
    """What dbt's own runner answers to the command line; it raises nothing."""
    from dbt.cli.main import dbtRunner

    dbt_environment()
    with unused_modules_out_of_sight():
        return dbtRunner().invoke(arguments)


def dbt_environment() -> dict[str, str]:
    """The environment in which dbt finds project, profile and warehouse; also set in this process."""
    project = settings.project_root() / "dbt_project"
    work = settings.home() / "dbt"
    work.mkdir(parents=True, exist_ok=True)
    wanted = {
        "DBT_PROJECT_DIR": str(project), "DBT_PROFILES_DIR": str(project),
        "DBT_TARGET_PATH": str(work / "target"), "DBT_LOG_PATH": str(work / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_USE_COLORS": "false",
        "MTQG_PG_HOST": settings.postgres_host(), "MTQG_PG_PORT": str(settings.postgres_port()),
        "MTQG_PASSWORD_MTQG_TRANSFORMER": settings.password("mtqg_transformer"),
    }
    os.environ.update(wanted)
    return wanted


@contextmanager
def unused_modules_out_of_sight() -> Iterator[None]:
    """Within, `sys.modules` has no module that waits for its first use.

    dbt asks for the stack with `inspect`, which asks every module for its file: that would execute them all (for two seconds).
    """
    waiting = {name: module for name, module in sys.modules.items() if isinstance(module, _LazyModule)}
    for name in waiting:
        del sys.modules[name]
    try:
        yield
    finally:
        for name, module in waiting.items():
            sys.modules.setdefault(name, module)
