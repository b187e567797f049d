"""Deliveries that are not taken, or cannot be read: a submission with a finding that says why, and nothing of what they held."""

from __future__ import annotations

import hashlib
from datetime import datetime

from psycopg import Connection

from mtqg import journal
from mtqg.intake.child import Stopped
from mtqg.model import Delivery, Finding, Identity
from mtqg.quality.messages import write_findings
from mtqg.readers.personal import Breach, findings_of
from mtqg.registry import Registry, Source
from mtqg.store import connect, submissions
from mtqg.store.verdicts import replace_findings

STOPPED = {
    "memory": "hết bộ nhớ cho phép | out of the memory allowed", "time": "quá thời gian cho phép | out of time",
    "crash": "tiến trình đọc bị sập | the reading process crashed", "fault": "lỗi của bộ đọc | a fault of the reader",
}
_NO_CELLS = dict.fromkeys(("read", "accepted", "rejected", "quarantined", "ignored"))


def personal_records(db: Connection, delivery: Delivery, source: Source, registry: Registry, sha256: str,
                     breaches: list[Breach], run_id: str, now: datetime) -> str:
    """The id of the refused submission: hash, size, rule and places are kept, of the bytes and words nothing."""
    return _refused(db, delivery, source, registry, sha256, findings_of(breaches), run_id, now)


def oversized(delivery: Delivery, source: Source, registry: Registry, limit: int, run_id: str, now: datetime) -> str:
    """The id of the refused submission of a file that was never fetched: the hash is that of its listing."""
    listed = f"{delivery.path}\0{delivery.size_bytes}\0{delivery.delivered_at.isoformat()}"
    sha256 = "listing:" + hashlib.sha256(listed.encode()).hexdigest()
    finding = Finding("COMMON-R041", actual=str(delivery.size_bytes), expected=str(limit))
    with connect() as db:
        submission_id = _refused(db, delivery, source, registry, sha256, [finding], run_id, now)
        submissions.remember_delivery(db, delivery, sha256, submission_id, run_id, now)
    return submission_id


def _refused(db: Connection, delivery: Delivery, source: Source, registry: Registry, sha256: str, findings: list[Finding],
             run_id: str, now: datetime) -> str:
    """The same bytes, refused before under other rules, are the same submission: its province is told once."""
    if known := submissions.refused_alike(db, delivery, sha256, registry.version):
        return known
    submission_id = submissions.insert_submission(
        db, delivery, sha256, None, source.submission_origin, run_id, now, "refused", registry.version)
    replace_findings(db, submission_id, 0, write_findings(findings, registry), now)
    broken = [{"rule_id": one.rule_id, "actual": one.actual, "expected": one.expected} for one in findings]
    journal.record("refused", submission_id, now, **journal.refusal(
        submission_id=submission_id, source_code=delivery.source_code, form_code=delivery.form_code,
        delivery_name=delivery.name, delivery_path=delivery.path, delivered_at=delivery.delivered_at,
        size_bytes=delivery.size_bytes, content_sha256=sha256, submission_origin=source.submission_origin, run_id=run_id,
        registry_version=registry.version, findings=broken))
    return submission_id


def reader_stopped(db: Connection, submission_id: str, registry: Registry, stopped: Stopped, now: datetime) -> None:
    """The submission is unreadable, because the reading process did not survive it; its bytes stay."""
    finding = Finding("COMMON-R042", actual=f"{STOPPED[stopped.reason]}: {stopped.detail}")
    submissions.store_reading(db, submission_id, Identity(), "unknown", _NO_CELLS, registry.version, "unreadable", now)
    replace_findings(db, submission_id, 0, write_findings([finding], registry), now)
