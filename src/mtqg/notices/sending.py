"""Notices go out once a day over every channel that is switched on; what was sent is a row of control.notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from mtqg.errors import SourceUnavailable
from mtqg.logs import id_log
from mtqg.notices.composing import Notice
from mtqg.store import connect
from mtqg.store import notices as ledger

log = id_log(__name__)
#: Delivers a notice, or raises.
Send = Callable[[Notice], None]


def send_all(found: Iterable[Notice], channels: Mapping[str, Send], run_id: str, now: datetime) -> Counter[str]:
    """How many notices were sent, had been before (`known`), failed, by channel: `email sent`.

    SourceUnavailable, after all have been tried, when one could not be sent: it is tried again, and the others are not.
    """
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for notice in found:
        for channel, send in channels.items():
            outcome, fault = _send_once(notice, channel, send, run_id, now)
            counts[f"{channel} {outcome}"] += 1
            if fault:
                faults.append(f"{notice.key} {channel}: {fault}")
    if faults:
        raise SourceUnavailable(f"{len(faults)} notices not sent: " + "; ".join(faults[:5]))
    return counts


def _send_once(notice: Notice, channel: str, send: Send, run_id: str, now: datetime) -> tuple[str, str | None]:
    if channel == "email" and not notice.recipients:
        return "without recipient", None
    with connect() as db:
        number = ledger.claim(db, notice.day, notice.kind, notice.subject, channel, notice.recipients, notice.title_line,
                              notice.sha256, run_id, now)
    if number is None:
        return "known", None
    try:
        send(notice)
    except Exception as error:                      # whatever a mail server or a gateway may say
        fault = f"{type(error).__name__}: {error}"
        log.warning("%s: %s", channel, fault, ids={"run": run_id, "notice": notice.key})
    else:
        fault = None
        log.info("%s sent", channel, ids={"run": run_id, "notice": notice.key})
    with connect() as db:
        ledger.end(db, number, "failed" if fault else "sent", now, fault)
    return ("failed" if fault else "sent"), fault
