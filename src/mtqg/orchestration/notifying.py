"""Notices through Airflow's notifiers: SMTP and HTTP, each over the connection that expectations/notices.yml names."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from typing import Any

from mtqg import settings
from mtqg.notices.composing import Notice, compose
from mtqg.notices.reminders import reminders
from mtqg.notices.sending import Send, send_all
from mtqg.registry import load_registry
from mtqg.registry.notices import Phrase
from mtqg.store import connect

log = logging.getLogger(__name__)


def channels() -> dict[str, Send]:
    """The channels whose connection Airflow knows; the others are switched off, which the log says."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    ways, found = {"email": _email, "webhook": _webhook}, {}
    for channel, connection_id in load_registry().notices.channels.items():
        try:
            Connection.get(connection_id)
        except AirflowNotFoundException:
            log.info("%s is switched off: Airflow knows no connection %s", channel, connection_id)
            continue
        found[channel] = ways[channel](connection_id)
    return found


def _email(connection_id: str) -> Send:
    from airflow.providers.smtp.notifications.smtp import SmtpNotifier

    def send(notice: Notice) -> None:
        SmtpNotifier(to=list(notice.recipients), subject=notice.title_line, html_content=notice.html(),
                     smtp_conn_id=connection_id, custom_headers={"X-MTQG-Notice": notice.key}).notify({})

    return send


def _webhook(connection_id: str) -> Send:
    from airflow.providers.http.notifications.http import HttpNotifier

    def send(notice: Notice) -> None:
        HttpNotifier(http_conn_id=connection_id, data=json.dumps(notice.payload(), ensure_ascii=False).encode(),
                     headers={"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": notice.key},
                     extra_options={"timeout": 30}).notify({})

    return send


def remind(run_id: str, now: datetime, closing: str | None = None) -> dict[str, int]:
    """Every province that is to be reminded now has been, once today; nothing is said in quiet hours."""
    registry, local = load_registry(), now.astimezone(settings.TIME_ZONE)
    if registry.notices.is_quiet(now, registry.is_working_day(local.date())):
        log.info("quiet hours at %s: no province is told anything", local.strftime("%Y-%m-%d %H:%M"))
        return {"quiet": 1}
    with connect() as db:
        found = list(reminders(db, registry, local.date(), closing))
    return dict(send_all(found, channels(), run_id, now))


def tell_month_closed(period: str, outcomes: dict[str, int], folder: str, run_id: str, now: datetime) -> dict[str, int]:
    """The coordination office knows that the month is closed, and how many reports came in which way."""
    notices, day = load_registry().notices, now.astimezone(settings.TIME_ZONE)
    words = notices.words
    lines = tuple((words.outcomes[name], Phrase(vi=str(n), en=str(n))) for name, n in outcomes.items())
    notice = compose(words.month_closed, day.date(), "month_closed", period, notices.staff("office", day.date()),
                     {"name": period, "day": day.strftime("%H:%M %d/%m/%Y"), "folder": folder}, lines=lines,
                     facts={"outcomes": outcomes, "folder": folder})
    return dict(send_all([notice], channels(), run_id, now))


def tell_late_run(context: dict[str, Any], minutes: int) -> None:
    """The engineers on duty know that a run has passed its deadline; Airflow calls this (DeadlineAlert)."""
    dag_id, run_id = context["dag_run"]["dag_id"], context["dag_run"]["dag_run_id"]
    now = datetime.now(settings.TIME_ZONE)
    notices = load_registry().notices
    notice = compose(notices.words.late_run, now.date(), "late_run", f"{dag_id}/{run_id}", notices.staff("on_duty", now.date()),
                     {"name": dag_id, "run": run_id, "minutes": minutes},
                     facts={"dag_id": dag_id, "run_id": run_id, "minutes": minutes})
    log.warning("%s", notice.intro.en)
    send_all([notice], channels(), run_id, now)
