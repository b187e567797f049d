"""Deliveries become ours: discovered in an outbox, fetched, kept under the hash of their bytes."""

from __future__ import annotations

import hashlib
import logging
import uuid
from datetime import datetime
from pathlib import Path

from mtqg import settings
from mtqg.connectors import Connector
from mtqg.model import Delivery
from mtqg.registry import Source
from mtqg.store import connect, submissions

log = logging.getLogger(__name__)
#: A delivery above this size is not fetched; the reader has limits of its own (cells, rows, nesting).
MAX_DELIVERY_BYTES = 100 * 1024 * 1024


def form_folder(form_code: str) -> str:
    """`VON-01` lies in `von_01/`, in an outbox as under expectations/."""
    return form_code.lower().replace("-", "_")


def discover(source: Source, connector: Connector) -> list[Delivery]:
    """Files in the source's outbox, oldest first, so that revisions keep their order."""
    folders = {form_folder(form): form for form in source.form_codes}
    listed = connector.list(source.folder, tuple(folders))
    found = [
        Delivery(source.source_code, folders[folder], item.path, item.name, item.size_bytes, item.modified_at)
        for folder, items in listed.items() for item in items
    ]
    return sorted(found, key=lambda d: (d.delivered_at, d.path))


def land(delivery: Delivery, source: Source, connector: Connector, run_id: str, now: datetime) -> str | None:
    """The new submission's id, its bytes in the landing area under their hash; None when we have them already."""
    with connect() as db:
        if submissions.known_delivery(db, delivery):
            return None
    if delivery.size_bytes > MAX_DELIVERY_BYTES:
        log.warning("%s is larger than %d bytes: not fetched", delivery.path, MAX_DELIVERY_BYTES)
        return None
    spool = settings.home() / "spool"
    spool.mkdir(parents=True, exist_ok=True)
    spooled = spool / uuid.uuid4().hex
    try:
        connector.fetch(delivery.path, spooled, MAX_DELIVERY_BYTES)
        sha256 = hashlib.sha256(spooled.read_bytes()).hexdigest()
        with connect() as db:
            db.execute("select pg_advisory_xact_lock(hashtext(%s))", (f"{source.source_code}/{delivery.form_code}",))
            same = submissions.known_bytes(db, delivery, sha256)
            if same is None:
                kept = keep(spooled, sha256)
                submission_id = submissions.insert_submission(
                    db, delivery, sha256, kept, source.submission_origin, run_id, now)
            submissions.remember_delivery(db, delivery, sha256, same or submission_id, run_id, now)
        return None if same else submission_id
    finally:
        spooled.unlink(missing_ok=True)


def keep(spooled: Path, sha256: str) -> str:
    """The path, below the landing area, under which the bytes now lie; whole or not at all."""
    relative = f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
    target = settings.landing_dir() / relative
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{uuid.uuid4().hex}")
        partial.write_bytes(spooled.read_bytes())
        partial.chmod(0o440)
        partial.replace(target)
    return relative
