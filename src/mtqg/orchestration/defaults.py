"""What every DAG shares: tags, the clock, when it runs, how long to wait before a retry."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from airflow.sdk import CronTriggerTimetable, ExceptionRetryPolicy, RetryAction, RetryRule

from mtqg import settings

TAGS = ["mtqg"]
#: Seconds before the first retry of a source that did not answer; doubled at every further one.
FIRST_RETRY = timedelta(seconds=int(os.environ.get("MTQG_RETRY_SECONDS", "300")))
LONGEST_RETRY = timedelta(hours=1)
RETRIES = 3

#: Only an outbox that did not answer is worth asking again; a fault of ours stays one.
ASK_AGAIN = ExceptionRetryPolicy(rules=[
    RetryRule(exception="mtqg.errors.SourceUnavailable", action=RetryAction.DEFAULT),
    RetryRule(exception="mtqg.errors.MtqgError", action=RetryAction.FAIL, reason="not an outage: asking again would not help"),
])


def at(cron: str) -> CronTriggerTimetable:
    """Runs at these times in Vietnam, the first one in the future.

    With a start date, or without the zero, a DAG that Airflow sees for the first time would run the last time missed.
    """
    return CronTriggerTimetable(cron, timezone=str(settings.TIME_ZONE), run_immediately=timedelta(0))


def clock() -> datetime:
    """Now, in Vietnam; tasks read it once and pass it on."""
    return datetime.now(settings.TIME_ZONE)
