"""Read: the landed bytes become cells with their meaning, and findings."""

from __future__ import annotations

from datetime import datetime

from mtqg import settings
from mtqg.quality.messages import write_findings
from mtqg.readers import count_cells, read_submission
from mtqg.registry import Registry, Source
from mtqg.store import connect, submissions
from mtqg.store.cells import replace_cells
from mtqg.store.verdicts import replace_findings


def read(row: dict, source: Source, registry: Registry, now: datetime) -> None:
    """Every filled cell of the submission stands in raw.reported_cells with its meaning; findings of reading beside."""
    content = (settings.landing_dir() / row["landing_path"]).read_bytes()
    reading = read_submission(content, row["delivery_name"], registry, form_code=row["form_code"], source=source)
    written = write_findings(reading.findings, registry)
    with connect() as db:
        submissions.store_reading(
            db, row["submission_id"], reading.identity, reading.container, count_cells(reading.cells), registry.version,
            "received" if reading.is_readable else "unreadable", now)
        replace_cells(db, row["submission_id"], reading.cells, registry.version)
        replace_findings(db, row["submission_id"], 0, written, now)
