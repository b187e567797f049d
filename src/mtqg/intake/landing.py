"""Deliveries become ours: discovered in an outbox, fetched, kept under the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from psycopg import Connection

from mtqg import journal, settings
from mtqg.connectors.guarding import GuardedConnector
from mtqg.intake import refusal
from mtqg.intake.child import Stopped
from mtqg.logs import id_log
from mtqg.model import Delivery
from mtqg.readers.personal import Breach
from mtqg.registry import Registry, Source
from mtqg.store import connect, submissions

log = id_log(__name__)
#: Asks the reading process: `WarmChild.ask`.
Ask = Callable[[Any], Any]
#: What the reading process says of lists of persons in a file that is to be landed.
Screen = Callable[[], list[Breach] | Stopped]
#: A delivery above this size is refused without being fetched; the reader has limits of its own (cells, rows, nesting).
MAX_DELIVERY_BYTES = 100 * 1024 * 1024


def form_folder(form_code: str) -> str:
    """`VON-01` lies in `von_01/`, in an outbox as under expectations/."""
    return form_code.lower().replace("-", "_")


def discover(source: Source, connector: GuardedConnector) -> list[Delivery]:
    """Files in the source's outbox, oldest first, so that revisions keep their order."""
    folders = {form_folder(form): form for form in source.form_codes}
    listed = connector.list(source.folder, tuple(folders))
    found = [
        Delivery(source.source_code, folders[folder], item.path, item.name, item.size_bytes, item.modified_at)
        for folder, items in listed.items() for item in items
    ]
    return sorted(found, key=lambda d: (d.delivered_at, d.path))


@dataclass(frozen=True, slots=True)
class Spooled:
    """A delivery whose bytes are fetched, and not ours yet."""

    delivery: Delivery
    path: Path
    size_bytes: int
    sha256: str


def spool(delivery: Delivery, connector: GuardedConnector, path: Path) -> Spooled:
    """The bytes of the delivery lie at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    size = connector.fetch(delivery.path, path, MAX_DELIVERY_BYTES)
    return Spooled(delivery, path, size, hashlib.sha256(path.read_bytes()).hexdigest())


@dataclass(frozen=True, slots=True)
class Landed:
    """A submission that is ours from now on; refused ones leave no bytes."""

    submission_id: str
    status: Literal["received", "refused", "unreadable"]
    size_bytes: int = 0


def refuse_oversized(delivery: Delivery, source: Source, registry: Registry, run_id: str, now: datetime) -> Landed:
    """A delivery above the limit is on record and was never fetched."""
    return Landed(refusal.oversized(delivery, source, registry, MAX_DELIVERY_BYTES, run_id, now), "refused")


def land(spooled: Spooled, source: Source, registry: Registry, screen: Screen, run_id: str, now: datetime) -> Landed | None:
    """The submission, its bytes in the landing area under their hash, or refused and destroyed; None when we have the bytes."""
    delivery, sha256 = spooled.delivery, spooled.sha256
    with connect() as db:
        db.execute("select pg_advisory_xact_lock(hashtext(%s))", (f"{source.source_code}/{delivery.form_code}",))
        if same := submissions.known_bytes(db, delivery, sha256, registry.version):
            submissions.remember_delivery(db, delivery, sha256, same, run_id, now)
            return None
        screened = screen()
        if breaches := screened if isinstance(screened, list) else []:
            shred(spooled.path)
            landed = Landed(refusal.personal_records(db, delivery, source, registry, sha256, breaches, run_id, now), "refused")
        else:
            landed = _admit(db, spooled, source, registry, screened, run_id, now)
        submissions.remember_delivery(db, delivery, sha256, landed.submission_id, run_id, now)
    log.info("%s, %d bytes, sha256 %s", "refused: a list of persons" if breaches else "landed", spooled.size_bytes, sha256[:12],
             ids={"submission": landed.submission_id})
    return landed


def _admit(db: Connection, spooled: Spooled, source: Source, registry: Registry, screened: list[Breach] | Stopped, run_id: str,
           now: datetime) -> Landed:
    """The bytes are kept, and on record; unreadable where the reading process did not survive to look through them."""
    delivery, sha256, size = spooled.delivery, spooled.sha256, spooled.size_bytes
    kept = keep(spooled.path, sha256)
    received = replace(delivery, size_bytes=size)            # the listed size may be a guess: it names the delivery
    submission_id = submissions.insert_submission(db, received, sha256, kept, source.submission_origin, run_id, now)
    _enter(submission_id, delivery, source, sha256, size, kept, run_id, now)
    if isinstance(screened, Stopped):
        refusal.reader_stopped(db, submission_id, registry, screened, now)
        return Landed(submission_id, "unreadable", size)
    return Landed(submission_id, "received", size)


def _enter(submission_id: str, delivery: Delivery, source: Source, sha256: str, size: int, kept: str, run_id: str,
           now: datetime) -> None:
    """The journal says what the bytes are: the archive can make the ledger anew."""
    journal.record("delivery", submission_id, now, submission_id=submission_id, source_code=delivery.source_code,
                   source_unit_code=source.admin_unit_code, form_code=delivery.form_code, delivery_name=delivery.name,
                   delivery_path=delivery.path, delivered_at=delivery.delivered_at, listed_bytes=delivery.size_bytes,
                   size_bytes=size, content_sha256=sha256, landing_path=kept, submission_origin=source.submission_origin,
                   run_id=run_id)


def shred(path: Path) -> None:
    """The file is gone, and what its blocks held was overwritten first."""
    size = path.stat().st_size
    with path.open("r+b", buffering=0) as stream:
        for start in range(0, size, 1 << 20):
            stream.write(os.urandom(min(1 << 20, size - start)))
        os.fsync(stream.fileno())
    path.unlink()


def place_of(sha256: str) -> str:
    """The path, below the landing area, of bytes of this hash."""
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


def keep(spooled: Path, sha256: str) -> str:
    """The path, below the landing area, under which the bytes now lie; whole or not at all."""
    relative = place_of(sha256)
    target = settings.landing_dir() / relative
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{uuid.uuid4().hex}")
        try:
            partial.write_bytes(spooled.read_bytes())
            partial.chmod(0o440)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)             # the disk was full
    return relative
