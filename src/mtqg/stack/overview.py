"""What Airflow is doing at this moment: every task that is not over, since when, and why it may take long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from mtqg.stack.rest import Client
from mtqg.stack.runs import label_of

#: State of a task -> what holds it up when it lasts.
WHY = {
    "running": "đang chạy, xem nhật ký | it runs: read its log",
    "queued": "chờ chỗ trống trong nhóm {pool} | waits for a free slot of pool {pool}",
    "scheduled": "chờ chỗ trống trong nhóm {pool} | waits for a free slot of pool {pool}",
    "deferred": "chờ lượt chạy khác | waits for another run",
    "up_for_retry": "sẽ thử lại (lần {try_number}) | will be tried again (try {try_number})",
    "up_for_reschedule": "sẽ xem lại | will look again",
    "restarting": "đang khởi động lại | starts again",
}


@dataclass(frozen=True, slots=True)
class Work:
    """A task that is not over; `since`: its start, else when it was queued or scheduled."""

    dag_id: str
    run_id: str
    task: str
    state: str
    since: datetime | None
    why: str


def unfinished(client: Client) -> list[Work]:
    """The oldest first, a hundred at most."""
    query = urlencode([*(("state", state) for state in WHY), ("limit", 100)])
    found = [_work(one) for one in client.get(f"/dags/~/dagRuns/~/taskInstances?{query}")["task_instances"]]
    return sorted(found, key=lambda one: (one.since is None, one.since, one.dag_id, one.task))


def _work(one: dict) -> Work:
    since = one.get("start_date") or one.get("queued_when") or one.get("scheduled_when")
    return Work(one["dag_id"], one["dag_run_id"], label_of(one), one["state"], datetime.fromisoformat(since) if since else None,
                WHY[one["state"]].format(pool=one.get("pool"), try_number=one.get("try_number")))
