"""`python -m mtqg.orchestration.component scheduler …`: an Airflow command, with what its forks need loaded before.

LocalExecutor forks a process for every task. Libraries that the scheduler has loaded are shared by all of them; without
that, each of the 63 tasks of a month would import pandas anew (over 1 s on this project's two cores).
"""

from __future__ import annotations

import contextlib
import importlib
import sys

#: Loaded by the scheduler before it forks. Never mtqg's own modules: an edit must reach the next task.
PRELOADED = ("numpy", "pandas", "lxml.etree", "python_calamine", "psycopg", "pydantic", "yaml")


def main() -> None:
    """Airflow's own command line has run with our arguments."""
    if sys.argv[1:2] == ["scheduler"]:
        for name in PRELOADED:
            with contextlib.suppress(ImportError):
                importlib.import_module(name)
    from airflow.__main__ import main as airflow

    airflow()


if __name__ == "__main__":
    main()
