"""Read: the landed bytes become cells with their meaning, and findings."""

from __future__ import annotations

from datetime import datetime

from psycopg import Connection

from mtqg import settings
from mtqg.errors import MtqgError, WarehouseUnavailable
from mtqg.intake.child import Stopped
from mtqg.intake.examining import Examined, ReadingOrder, Withheld
from mtqg.intake.landing import Ask
from mtqg.intake.refusal import reader_stopped
from mtqg.logs import about, id_log
from mtqg.quality.messages import write_findings
from mtqg.registry import Registry, Source
from mtqg.store import connect, flush_later, submissions
from mtqg.store.cells import add_copied
from mtqg.store.number_marks import add_number_marks
from mtqg.store.quarantine import add_quarantined
from mtqg.store.rereading import forget_reading
from mtqg.store.verdicts import add_findings

log = id_log(__name__)


def read(row: dict, source: Source, registry: Registry, ask: Ask, now: datetime) -> None:
    """Every filled cell of the submission stands in raw.reported_cells with its meaning; findings of reading beside."""
    examined = examine(row, source, ask)
    with connect() as db:
        store_examined(db, row["submission_id"], examined, registry, now)


def examine(row: dict, source: Source, ask: Ask) -> Examined | Stopped | Withheld:
    """What the reading process makes of the landed bytes of a row of control.submissions."""
    return ask(order(row, source))


def order(row: dict, source: Source) -> ReadingOrder:
    """What the reading process is asked about a row of control.submissions."""
    return ReadingOrder(settings.landing_dir() / row["landing_path"], row["delivery_name"], row["content_sha256"],
                        row["form_code"], source)


def try_to_store(submission_id: str, form_code: str, examined: Examined | Stopped | Withheld, registry: Registry,
                 now: datetime) -> list[str]:
    """What was read is stored, in a transaction of its own; a fault, which is told, stops no other submission.

    It is safe on disk when the end of its attempt is; where the machine stopped before, the submission waits to be read.
    """
    try:
        with about(form=form_code, submission=submission_id), connect() as db:
            flush_later(db)
            store_examined(db, submission_id, examined, registry, now)
    except WarehouseUnavailable:
        raise
    except Exception as fault:
        log.exception("not read", ids={"submission": submission_id})
        return [f"{submission_id}: {type(fault).__name__}: {fault}"]
    return []


def store_examined(db: Connection, submission_id: str, examined: Examined | Stopped | Withheld, registry: Registry,
                   now: datetime) -> None:
    """Identity, cells, findings of reading and what was set aside are those of this reading and no others.

    MtqgError: the archive did not give the bytes; the submission waits to be read.
    """
    if isinstance(examined, Withheld):
        raise MtqgError(f"the landing area: {examined.fault}")
    if isinstance(examined, Stopped):
        log.error("the reader stopped: %s, %s", examined.reason, examined.detail, ids={"submission": submission_id})
        reader_stopped(db, submission_id, registry, examined, now)
        return
    is_again = submissions.store_reading(
        db, submission_id, examined.identity, examined.container, examined.counts, registry.version,
        "received" if examined.is_readable else "unreadable", now)
    if is_again:
        forget_reading(db, submission_id)
    add_copied(db, submission_id, examined.cells)
    add_findings(db, submission_id, 0, write_findings(examined.findings, registry), now)
    add_number_marks(db, submission_id, examined.number_marks)
    add_quarantined(db, submission_id, examined.quarantined, now)
    log.info("%s: %s", "read" if examined.is_readable else "unreadable",
             ", ".join(f"{n} {name}" for name, n in examined.counts.items()),
             ids={"submission": submission_id, "period": examined.identity.period_code})
