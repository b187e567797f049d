"""The services of docker-compose.yml, started as plain processes in the order of depends_on, run a DAG through the worker."""

from __future__ import annotations

import json
import time

import psycopg
import pytest

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.stack import rest, runs
from mtqg.stack.rest import Client

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def seen_by_a_task(stack) -> dict:
    """What the DAG's task returned: it ran in the celery worker, the only executor there is."""
    client = Client()
    run_id = runs.trigger(client, "hello", {})
    deadline = time.monotonic() + 120
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
    assert passwords == {"MTQG_PASSWORD_MTQG_LOADER", "MTQG_PASSWORD_MTQG_TRANSFORMER", "MTQG_PASSWORD_BI_READER"}
    assert not {name for name in seen_by_a_task["variables"] if name.endswith(("FERNET_KEY", "JWT_SECRET", "SECRET_KEY"))}


def test_a_second_init_changes_nothing(stack) -> None:
    said = stack.run("init")
    assert "sql/: unchanged" in said
    assert "admin: password set" in said


@pytest.mark.parametrize(("user", "sees_connections", "may_trigger"), [
    ("viewer", False, False), ("operator", False, True), ("admin", True, True)])
def test_who_may_do_what(stack, user: str, sees_connections: bool, may_trigger: bool) -> None:
    def allowed(method: str, path: str, body: dict | None = None) -> bool:
        try:
            rest.request(method, rest.API + path, body, token)
        except MtqgError as refused:
            assert "403" in str(refused), refused
            return False
        return True

    secret = stack.environment("init")[f"MTQG_SECRET_AIRFLOW_{user.upper()}"]
    token = rest.request("POST", "/auth/token", {"username": user, "password": secret})["access_token"]
    assert allowed("GET", "/dags/hello/dagRuns")
    with pytest.raises(PermissionError):
        rest.request("GET", f"{rest.API}/dags/hello/dagRuns")                 # nobody: not even a look
    assert allowed("GET", "/connections") == sees_connections
    run = {"conf": {}, "logical_date": None, "run_after": None, "dag_run_id": f"by_{user}"}
    assert allowed("POST", "/dags/hello/dagRuns", run) == may_trigger
    assert allowed("PATCH", "/dags/hello", {"is_paused": False}) == may_trigger
    with pytest.raises((PermissionError, MtqgError)):
        rest.request("POST", "/auth/token", {"username": user, "password": secret + "x"})


def test_the_pool_is_as_wide_as_the_workers(stack) -> None:
    slots = {pool["name"]: pool["slots"] for pool in Client().get("/pools")["pools"]}
    assert slots["provinces"] == 8
    assert slots["warehouse"] == 1


def test_commands_of_the_package_reach_the_stack(stack) -> None:
    with psycopg.connect(stack.run("mtqg", "dsn").strip()) as connection:
        assert connection.execute("select current_user").fetchone() == ("bi_reader",)


def test_a_backup_is_taken_by_a_service_that_has_the_owners_secret_alone(stack, home) -> None:
    folder = home / "backups" / "one"
    assert str(folder) in stack.run("backup", str(folder))
    assert "control.submissions" in json.loads((folder / "manifest.json").read_text())["tables"]
    secrets = {name for name in stack.environment("backup") if name.startswith(("MTQG_PASSWORD", "MTQG_SECRET"))}
    assert secrets == {"MTQG_PASSWORD_MTQG_OWNER"}


def test_bi_has_a_database_of_its_own(stack) -> None:
    said = {key: str(value) for key, value in stack.spec("metabase")["environment"].items()}
    with psycopg.connect(host="127.0.0.1", port=settings.postgres_port(), dbname=said["MB_DB_DBNAME"],
                         user=said["MB_DB_USER"], password=said["MB_DB_PASS"]) as connection:
        connection.execute("create table questions (id int)")
