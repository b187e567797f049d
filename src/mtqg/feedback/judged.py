"""A submission of the ledger with its bytes and everything that was found."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.feedback.naming import about
from mtqg.feedback.placing import Recorded, RecordedCells
from mtqg.feedback.remarks import recorded_remarks
from mtqg.feedback.returning import Judged
from mtqg.feedback.words import read_words
from mtqg.registry import Registry
from mtqg.store import connect, returns


def judged_file(row: dict[str, Any], registry: Registry) -> Judged:
    """The submission with its bytes, as far as they are kept, and everything that was found."""
    words = read_words(registry.expectations)
    number = row["verdict_no"]
    with connect() as db:
        findings = returns.findings_of(db, row["submission_id"], number)
        recorded = _recorded(db, row["submission_id"], number)
        headers = returns.header_rows(db, row["submission_id"])
    kept = row["landing_path"] and settings.landing_dir() / row["landing_path"]
    if kept and not kept.exists():
        raise MtqgError(f"{row['submission_id']}: its bytes are not in the landing area")
    return Judged(row["delivery_name"], kept.read_bytes() if kept else None, about(row, registry, words), row["verdict_status"],
                  recorded_remarks(findings, registry), row["received_at"], recorded, headers,
                  _captions(row, registry))


def _captions(row: dict[str, Any], registry: Registry) -> tuple[str, ...]:
    """What the rejected blocks are called in the form."""
    form = registry.forms.get(row["form_code"])
    named = {block.block_code: block.caption for edition in form.editions for block in edition.blocks} if form else {}
    return tuple(named.get(code) or code for code in row["blocks_rejected"] or ())


def _recorded(db: Connection, submission_id: str, verdict_no: int) -> RecordedCells:
    found: RecordedCells = {}
    for row in returns.cited_cells(db, submission_id, verdict_no):
        value = None if row["value"] is None else float(row["value"])
        found.setdefault((row["sheet"], row["cell_ref"]), []).append(Recorded(row["value_text"], value))
    return found
