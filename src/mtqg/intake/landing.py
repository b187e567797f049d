"""Deliveries become ours: discovered in an outbox, fetched, kept under the hash of their bytes."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from mtqg import journal, settings
from mtqg.connectors.guarding import GuardedConnector
from mtqg.intake import refusal
from mtqg.intake.child import Stopped
from mtqg.intake.examining import Screening
from mtqg.logs import id_log
from mtqg.model import Delivery
from mtqg.registry import Registry, Source
from mtqg.store import connect, submissions

log = id_log(__name__)
#: Asks the reading process: `WarmChild.ask`.
Ask = Callable[[Any], Any]
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
class Landed:
    """A submission that is ours from now on; refused ones leave no bytes."""

    submission_id: str
    is_refused: bool
    size_bytes: int = 0


def land(delivery: Delivery, source: Source, connector: GuardedConnector, registry: Registry, ask: Ask, run_id: str,
         now: datetime) -> Landed | None:
    """The submission, its bytes in the landing area under their hash, or refused and destroyed; None when we have the bytes."""
    if delivery.size_bytes > MAX_DELIVERY_BYTES:
        return Landed(refusal.oversized(delivery, source, registry, MAX_DELIVERY_BYTES, run_id, now), True)
    spool = settings.home() / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    spooled = spool / uuid.uuid4().hex
    try:
        size = connector.fetch(delivery.path, spooled, MAX_DELIVERY_BYTES)
        sha256 = hashlib.sha256(spooled.read_bytes()).hexdigest()
        return _admit(spooled, sha256, size, delivery, source, registry, ask, run_id, now)
    finally:
        spooled.unlink(missing_ok=True)


def _admit(spooled: Path, sha256: str, size: int, delivery: Delivery, source: Source, registry: Registry, ask: Ask,
           run_id: str, now: datetime) -> Landed | None:
    """Bytes that hold no list of persons are kept; those that do are shredded where they lie."""
    with connect() as db:
        db.execute("select pg_advisory_xact_lock(hashtext(%s))", (f"{source.source_code}/{delivery.form_code}",))
        if same := submissions.known_bytes(db, delivery, sha256, registry.version):
            submissions.remember_delivery(db, delivery, sha256, same, run_id, now)
            return None
        screened = ask(Screening(spooled, delivery.name, sha256, delivery.form_code))
        if breaches := screened if isinstance(screened, list) else []:
            shred(spooled)
            submission_id = refusal.personal_records(db, delivery, source, registry, sha256, breaches, run_id, now)
        else:
            kept = keep(spooled, sha256)
            received = replace(delivery, size_bytes=size)            # the listed size may be a guess: it names the delivery
            submission_id = submissions.insert_submission(db, received, sha256, kept, source.submission_origin, run_id, now)
            _enter(submission_id, delivery, source, sha256, size, kept, run_id, now)
            if isinstance(screened, Stopped):
                refusal.reader_stopped(db, submission_id, registry, screened, now)
        submissions.remember_delivery(db, delivery, sha256, submission_id, run_id, now)
    log.info("%s, %d bytes, sha256 %s", "refused: a list of persons" if breaches else "landed", size, sha256[:12],
             ids={"submission": submission_id})
    return Landed(submission_id, bool(breaches), size)


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


def keep(spooled: Path, sha256: str) -> str:
    """The path, below the landing area, under which the bytes now lie; whole or not at all."""
    relative = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
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
