"""A throwaway warehouse for tests that need PostgreSQL: the real server, sql/ applied, empty at the start of every test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import psutil
import psycopg
import pytest
from xdist.scheduler import LoadFileScheduling

from mtqg import settings

#: Examples are judged by what they show, not by how busy the machine is.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("any machine")

HOME_PREFIX = "mtqg-test-"
LEDGERS = ("control", "raw", "staging", "intermediate", "mart")
#: What Alembic knows of the schema: no row of the warehouse.
OF_MIGRATIONS = ("schema_version", "applied_migrations")
#: Files that are run one after the other in one process: of whole stacks one is up at a time, and a folder may share what it
#: has built. Any other file is a group of its own.
GROUPS = {
    "stack": ("tests/integration/compose/test_kills.py", "tests/integration/compose/test_services.py",
              "tests/integration/stack/"),
    "keeping": ("tests/integration/keeping/",),
}
#: The longest go first, so that two processes end together.
FIRST = ("stack", "keeping", *(f"tests/integration/test_{name}.py" for name in (
    "preview", "two_maps", "corrections_and_waivers", "list_facts", "dbt_models", "sample_month", "sample_defects", "revisions")))
#: Niceness of a process that works beside a stack: what the stack promises in seconds it keeps.
YIELDING = 5


def group_of(nodeid: str) -> str:
    path = nodeid.split("::")[0]
    return next((group for group, beginnings in GROUPS.items() if path.startswith(beginnings)), path)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups come in the order in which processes are to take them."""
    places = {name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(group_of(item.nodeid), len(places)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> LoadFileScheduling | None:
    """`--dist loadfile` gives a group to a process, not only a file."""

    class ByGroup(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return group_of(nodeid)

    return ByGroup(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A process that may run beside a stack lets it go first."""
    if "PYTEST_XDIST_WORKER" in os.environ and item.nodeid.startswith("tests/integration") \
            and group_of(item.nodeid) != "stack" and os.nice(0) == 0:
        os.nice(YIELDING)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """A PostgreSQL of its own for this test process, `sql/` applied; MTQG_HOME and MTQG_PG_PORT point at it; yields the home."""
    from mtqg.stack import ports, postgres

    _sweep_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=f"{HOME_PREFIX}{os.getpid()}-", dir="/var/tmp"))
    folder.chmod(0o711)                      # as root the server runs as `nobody`, who must walk in
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MTQG_HOME", str(folder))
        patch.setenv("MTQG_PG_PORT", str(ports.find_free()))
        patch.delenv("MTQG_PG_HOST", raising=False)
        postgres.start({"fsync": "off", "shared_buffers": "64MB"})
        try:
            postgres.bootstrap()
            yield folder
        finally:
            postgres.remove()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def warehouse(postgres_server: Path) -> str:
    """The DSN of mtqg_loader on a warehouse whose tables are empty; other roles: `settings.dsn(role)`."""
    empty_warehouse()
    return settings.dsn("mtqg_loader")


def empty_warehouse() -> None:
    """No table of the warehouse holds a row; what dbt made on the way (views, functions) stays."""
    with psycopg.connect(settings.dsn("postgres", settings.DATABASE)) as connection:
        tables = connection.execute("""
            select string_agg(format('%%I.%%I', schemaname, tablename), ', ')
            from pg_tables where schemaname = any(%s) and tablename <> all(%s)
        """, [list(LEDGERS), list(OF_MIGRATIONS)]).fetchone()[0]
        connection.execute("set session_replication_role = replica")     # releases refuse to be emptied
        connection.execute(f"truncate {tables} restart identity cascade")


def _sweep_abandoned() -> None:
    """Servers of test processes that were killed are stopped and removed."""
    from mtqg.stack import postgres

    for folder in Path("/var/tmp").glob(f"{HOME_PREFIX}*"):
        owner = folder.name.removeprefix(HOME_PREFIX).split("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("MTQG_HOME", str(folder))
                postgres.remove()
            shutil.rmtree(folder, ignore_errors=True)
