"""DAG runs seen through Airflow's REST API: started, looked at, and what went wrong in them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from mtqg.errors import MtqgError
from mtqg.stack.rest import Client

FINISHED = ("success", "failed", "skipped", "upstream_failed", "removed")
#: A fresh stack needs a moment to read its DAG files.
DAG_KNOWN_WITHIN = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A task that failed, with the last lines of its log."""

    task: str
    log_tail: list[str]


@dataclass(frozen=True, slots=True)
class RunView:
    """A run at one moment: its state, how many of its tasks are over, which ones run."""

    dag_id: str
    run_id: str
    state: str
    done: int = 0
    total: int = 0
    failed: int = 0
    running: tuple[str, ...] = ()
    skipped: tuple[str, ...] = field(default=(), repr=False)

    @property
    def is_over(self) -> bool:
        return self.state in ("success", "failed")


def trigger(client: Client, dag_id: str, conf: dict) -> str:
    """The id of a new run of the DAG, which Airflow has read by then."""
    deadline = time.monotonic() + DAG_KNOWN_WITHIN
    body = {"conf": conf, "logical_date": None, "run_after": None, "dag_run_id": _run_id()}
    while True:
        try:
            return client.post(f"/dags/{dag_id}/dagRuns", body)["dag_run_id"]
        except MtqgError as error:
            if "404" not in str(error) or time.monotonic() > deadline:
                raise _with_import_errors(client, error) from error
            time.sleep(1)


def state_of(client: Client, dag_id: str, run_id: str) -> str:
    """The state of the run, as Airflow names it."""
    return client.get(_path(dag_id, run_id))["state"]


def view(client: Client, dag_id: str, run_id: str) -> RunView:
    """The run as it is now."""
    state = state_of(client, dag_id, run_id)
    tasks = list(_tasks(client, dag_id, run_id))
    return RunView(
        dag_id, run_id, state, total=len(tasks), done=sum(one["state"] in FINISHED for one in tasks),
        failed=sum(one["state"] == "failed" for one in tasks),
        running=tuple(label_of(one) for one in tasks if one["state"] == "running"),
        skipped=tuple(one["task_id"] for one in tasks if one["state"] == "skipped"),
    )


def runs_that_follow(client: Client, dag_id: str, run_id: str) -> list[tuple[str, str]]:
    """(DAG, run) started by the asset events of this run."""
    events = client.get("/assets/events?" + urlencode({"source_dag_id": dag_id, "source_run_id": run_id}))
    return sorted({(made["dag_id"], made["run_id"]) for event in events["asset_events"]
                   for made in event["created_dagruns"]})


def has_pending_events(client: Client, dag_id: str, run_id: str) -> bool:
    """Whether an asset event of this run has not started a run yet."""
    events = client.get("/assets/events?" + urlencode({"source_dag_id": dag_id, "source_run_id": run_id}))
    return any(not event["created_dagruns"] for event in events["asset_events"])


def runs_named(client: Client, dag_id: str, prefix: str) -> list[tuple[str, str]]:
    """(DAG, run) whose id begins so, oldest first."""
    query = urlencode({"order_by": "-run_after", "limit": 20})
    found = client.get(f"/dags/{dag_id}/dagRuns?{query}")["dag_runs"]
    return [(dag_id, one["dag_run_id"]) for one in reversed(found) if one["dag_run_id"].startswith(prefix)]


def faults(client: Client, dag_id: str, run_id: str, lines: int = 15, most: int = 3) -> list[Fault]:
    """The tasks of the run that failed, three at most unless told, with the end of their logs."""
    failed = [one for one in _tasks(client, dag_id, run_id) if one["state"] == "failed"]
    return [Fault(f"{dag_id}.{label_of(one)}", _log_tail(client, one, lines)) for one in failed[:most]]


def _run_id() -> str:
    return f"mtqg__{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"


def _path(dag_id: str, run_id: str) -> str:
    return f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}"


def _tasks(client: Client, dag_id: str, run_id: str) -> Iterator[dict]:
    offset = 0
    while True:
        page = client.get(f"{_path(dag_id, run_id)}/taskInstances?limit=100&offset={offset}")
        yield from page["task_instances"]
        offset += len(page["task_instances"])
        if not page["task_instances"] or offset >= page["total_entries"]:
            return


def label_of(task: dict) -> str:
    if task["map_index"] < 0:
        return task["task_id"]
    return f"{task['task_id']}[{task.get('rendered_map_index') or task['map_index']}]"


def _log_tail(client: Client, task: dict, lines: int) -> list[str]:
    path = (f"{_path(task['dag_id'], task['dag_run_id'])}/taskInstances/{task['task_id']}/logs/"
            f"{task['try_number']}?map_index={task['map_index']}&full_content=true")
    try:
        content = client.get(path)["content"]
    except MtqgError as error:
        return [f"(log: {error})"]
    words = list(_words(content if isinstance(content, list) else str(content).splitlines()))
    return [line for line, before in zip(words, [None, *words], strict=False) if line != before][-lines:]


def _words(entries: list) -> Iterator[str]:
    """What the task said and how it failed, without the groups in which Airflow tells about itself."""
    in_group = False
    for entry in entries:
        said = entry if isinstance(entry, str) else str(entry.get("event", ""))
        if said.startswith("::"):
            in_group = said.startswith("::group::")
        elif not in_group:
            yield from said.splitlines()
            if isinstance(entry, dict):
                yield from (f"{one.get('exc_type')}: {one.get('exc_value')}" for one in entry.get("error_detail") or ())


def _with_import_errors(client: Client, error: MtqgError) -> MtqgError:
    broken = client.get("/importErrors")["import_errors"]
    said = "; ".join(f"{one['filename']}: {one['stack_trace'].strip().splitlines()[-1]}" for one in broken)
    return MtqgError(f"{error}; {said}") if said else error
