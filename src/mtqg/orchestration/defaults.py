"""What every DAG shares: the day from which runs count, the clock, how long to wait before a retry."""

from __future__ import annotations

import os
from datetime import datetime, timedelta

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from mtqg import settings

START = datetime(2022, 1, 1, tzinfo=settings.TIME_ZONE)
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


def clock() -> datetime:
    """Now, in Vietnam; tasks read it once and pass it on."""
    return datetime.now(settings.TIME_ZONE)
