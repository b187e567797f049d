"""A throwaway warehouse for tests that need PostgreSQL: the real server, sql/ applied, empty at the start of every test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from mtqg import settings

HOME_PREFIX = "mtqg-test-"
LEDGERS = ("control", "raw", "staging", "intermediate", "mart")
#: What Alembic knows of the schema: no row of the warehouse.
OF_MIGRATIONS = ("schema_version", "applied_migrations")
#: Folders of which every test is slow.
SLOW_FOLDERS = ("integration", "dags")
#: What `--dist loadgroup` gives to one process whole: a file, but for a folder whose files share what they build, and for
#: the tests of a whole stack (pytest.mark.xdist_group), of which one runs at a time.
SHARING_FOLDERS = ("integration/keeping",)
#: The longest go first, so that two processes end together.
FIRST = ("stack", "integration/keeping", "integration/test_preview.py", "integration/test_sample_defects.py",
         "integration/test_returning.py", "integration/test_two_maps.py", "integration/test_revisions.py",
         "integration/test_corrections.py", "integration/test_dbt_models.py", "integration/test_list_facts.py")
#: Niceness of a process that works beside a stack: what the stack promises in seconds it keeps.
YIELDING = 5


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test is of one group, whose tests follow each other in one process."""
    here, places = Path(__file__).parent, {name: place for place, name in enumerate(FIRST)}
    for item in items:
        path = item.path.relative_to(here).as_posix()
        if path.startswith(SLOW_FOLDERS):
            item.add_marker(pytest.mark.slow)
        if not item.get_closest_marker("xdist_group"):
            group = next((folder for folder in SHARING_FOLDERS if path.startswith(folder)), path)
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: places.get(_group(item), len(places)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A process beside the one that runs stacks lets them go first."""
    if "PYTEST_XDIST_WORKER" in os.environ and _group(item) != "stack" and os.nice(0) == 0:
        os.nice(YIELDING)


def _group(item: pytest.Item) -> str:
    return item.get_closest_marker("xdist_group").args[0]


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
