"""What every DAG shares: tags, the clock, when it runs, how long to wait before a retry."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from airflow.sdk import (
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
    SyncCallback,
)

from mtqg import settings

TAGS = ["mtqg"]
#: When the schedule looks which sources are due (`poll_minutes` in expectations/sources.yml).
POLL_CRON = os.environ.get("MTQG_POLL_CRON", "*/5 * * * *")
#: Seconds before the first retry of a source that did not answer; doubled at every further one.
FIRST_RETRY = timedelta(seconds=int(os.environ.get("MTQG_RETRY_SECONDS", "300")))
LONGEST_RETRY = timedelta(hours=1)
RETRIES = 3

#: Only an outbox that did not answer is worth asking again; a fault of ours stays one.
ASK_AGAIN = ExceptionRetryPolicy(rules=[
    RetryRule(exception=["mtqg.errors.SourceUnavailable", "mtqg.errors.WarehouseUnavailable"], action=RetryAction.DEFAULT),
    RetryRule(exception="mtqg.errors.MtqgError", action=RetryAction.FAIL, reason="not an outage: asking again would not help"),
])
#: How a task waits for an outbox that does not answer.
PATIENT = {"retries": RETRIES, "retry_delay": FIRST_RETRY, "retry_exponential_backoff": True,
           "max_retry_delay": LONGEST_RETRY, "retry_policy": ASK_AGAIN}

#: Every other task: a worker that died with it, or a database that went away, says nothing against doing it again.
DO_AGAIN = ExceptionRetryPolicy(
    rules=[RetryRule(exception="mtqg.errors.WarehouseUnavailable", action=RetryAction.DEFAULT)], default=RetryAction.FAIL)
REPEATABLE = {"retries": RETRIES, "retry_delay": min(FIRST_RETRY, timedelta(seconds=20)), "retry_exponential_backoff": True,
              "max_retry_delay": LONGEST_RETRY, "retry_policy": DO_AGAIN}


def within(minutes: int) -> DeadlineAlert:
    """A run that has not ended so long after it was queued is told to the engineers on duty."""
    return DeadlineAlert(reference=DeadlineReference.DAGRUN_QUEUED_AT, interval=timedelta(minutes=minutes),
                         callback=SyncCallback("mtqg.orchestration.notifying.tell_late_run", {"minutes": minutes}))


def at(cron: str) -> CronTriggerTimetable:
    """Runs at these times in Vietnam, the first one in the future.

    With a start date, or without the zero, a DAG that Airflow sees for the first time would run the last time missed.
    """
    return CronTriggerTimetable(cron, timezone=str(settings.TIME_ZONE), run_immediately=timedelta(0))


def clock() -> datetime:
    """Now, in Vietnam; tasks read it once and pass it on."""
    return datetime.now(settings.TIME_ZONE)


def yield_processor() -> None:
    """The rest of this task leaves the processor to others; gently, because the next run of its DAG waits for its end."""
    os.nice(5)


def skip_unless_polled(context: dict) -> None:
    """No source was asked in this run, so nothing is to be returned: the task is skipped."""
    from airflow.sdk.exceptions import AirflowSkipException

    if not context["ti"].xcom_pull(task_ids="list_provinces"):
        raise AirflowSkipException("no source was asked")
