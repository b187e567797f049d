"""A warehouse that has lived for two rounds, its backup, and a machine that was empty before the backup was restored into it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtqg import settings
from tests.conftest import HOME_PREFIX, empty_warehouse
from tests.integration.keeping.lives import Lived, everything, mtqg, on
from tests.integration.keeping.people import live_through, project_of


@pytest.fixture(scope="package")
def lived(postgres_server, tmp_path_factory) -> Iterator[Lived]:
    """Reports, one of them rejected, then waived and approved, one withdrawn, one corrected; built, released, backed up."""
    folder = tmp_path_factory.mktemp("keeping")
    environment = {"MTQG_LANDING": str(folder / "landing")}
    with on(environment), project_of(folder / "project"):
        empty_warehouse()
        live_through(folder / "outbox")
        done = mtqg("backup", str(folder / "backup"))
        assert done.returncode == 0, done.stderr
        yield Lived(folder, everything(), environment | {"MTQG_HOME": str(settings.home()),
                                                         "MTQG_PG_PORT": str(settings.postgres_port())})


@pytest.fixture(scope="package")
def machine(lived: Lived) -> Iterator[dict[str, str]]:
    """The environment of a machine that was empty before `mtqg restore`; its server is gone afterwards."""
    from mtqg.stack import ports, postgres

    folder = Path(tempfile.mkdtemp(prefix=f"{HOME_PREFIX}{os.getpid()}-", dir="/var/tmp"))
    folder.chmod(0o711)
    environment = {"MTQG_HOME": str(folder), "MTQG_PG_PORT": str(ports.find_free()), "MTQG_LANDING": str(folder / "landing")}
    try:
        yield environment
    finally:
        with on(environment):
            postgres.remove()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def restored(lived: Lived, machine: dict[str, str]) -> tuple[subprocess.CompletedProcess, dict[str, list], list[str]]:
    """What `mtqg restore` said, and the tables and archived files that the machine had then."""
    with on(machine):
        done = mtqg("restore", str(lived.backup))
        assert done.returncode == 0, done.stderr
        return done, everything(), lived.archived(settings.landing_dir())


@pytest.fixture
def there(restored, machine: dict[str, str]) -> Iterator[None]:
    """This test runs on the restored machine."""
    with on(machine):
        yield
