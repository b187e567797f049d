"""`python -m mtqg.orchestration.component scheduler …`: an Airflow command, with what its forks need loaded before.

LocalExecutor and Celery's worker fork a process for every task, which shares what they have loaded. Without that each of
the 63 pulls of a month would load the registry and the readers anew (about 0.5 s of CPU), and each judging Great Expectations
(over 4 s). What may change meanwhile is looked after: files of the registry here, at every fork; the package's code by
`mtqg up`, which starts a scheduler of older code again.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys

PRELOADED = (
    "lxml.etree", "python_calamine", "mtqg.quality", "great_expectations", "dbt.cli.main", "dbt.adapters.postgres",
    "mtqg.intake", "mtqg.build", "mtqg.orchestration.months", "mtqg.orchestration.connections",
    "mtqg.feedback.delivering", "mtqg.feedback.digest", "mtqg.orchestration.polling", "mtqg.connectors.folder",
)
#: What a task imports around our own code.
PRELOADED_FOR_DAGS = (
    "airflow.sdk.execution_time.supervisor", "airflow.sdk.execution_time.task_runner", "airflow.dag_processing.dagbag",
    "airflow.providers.standard.operators.trigger_dagrun", "airflow.providers.standard.decorators.short_circuit",
    "mtqg.orchestration.assets", "mtqg.orchestration.notifying",
)
#: Commands that fork a process for every task.
FORKING = (["scheduler"], ["celery", "worker"])


def main() -> None:
    """Airflow's own command line has run with our arguments."""
    if any(sys.argv[1:1 + len(command)] == command for command in FORKING):
        preload()
    from airflow.__main__ import main as airflow

    airflow()


def preload() -> None:
    """Libraries, the package and the registry are loaded; a registry that is wrong is left to the tasks to report."""
    for name in (*PRELOADED, *PRELOADED_FOR_DAGS):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from mtqg.errors import RegistryError
    from mtqg.readers.preloading import preload as preload_readers
    from mtqg.registry import load_registry

    with contextlib.suppress(RegistryError):
        registry = load_registry()
        for part in ("version", "seeds_version", "aliases", "units", "sources", "rules", "obligations"):
            getattr(registry, part)
        preload_readers(registry)
    os.register_at_fork(after_in_child=forget_changed_registry)
    os.register_at_fork(after_in_child=gc.freeze)    # what is shared is not looked through for garbage, nor copied by that


def forget_changed_registry() -> None:
    """The registry is loaded anew when next asked for, if a file of it is no longer the one that was read."""
    from mtqg.registry import Registry, load_registry

    loaded = load_registry()
    if Registry(loaded.expectations, loaded.seeds).version != loaded.version:
        load_registry.cache_clear()


if __name__ == "__main__":
    main()
