"""The marts of a closed month as CSV files: the same figures give the same bytes, and a spreadsheet runs nothing of them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mtqg.feedback.plain import harmless
from mtqg.registry.periods import periods_ending_in
from mtqg.store import connect, published

#: Tables and views of the schema mart; of each the rows whose period ends with the month.
EXPORTED = ("fct_observations", "fct_rollups", "fct_capital", "fct_submissions", "fct_obstacles", "fct_ocop_products",
            "rpt_who_reported", "rpt_programme_scorecard", "rpt_disbursement_progress")


def export_month(month: str, folder: Path) -> dict[str, dict[str, Any]]:
    """File name -> rows, sha256 of what now stands in `folder/<month>`, with `manifest.json` beside.

    A file of the same bytes is left as it is; another appears whole or not at all.
    """
    place, manifest = folder / month, {}
    place.mkdir(parents=True, exist_ok=True)
    with connect("bi_reader") as db:
        db.execute("set transaction isolation level repeatable read")
        for table in EXPORTED:
            columns, rows = published.rows_of_periods(db, table, periods_ending_in(month))
            content = csv_bytes(columns, rows)
            _put(place / f"{table}.csv", content)
            manifest[f"{table}.csv"] = {"rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}
    _put(place / "manifest.json", (json.dumps({"month": month, "files": manifest}, indent=1) + "\n").encode())
    return manifest


def csv_bytes(columns: Iterable[str], rows: Iterable[tuple]) -> bytes:
    """UTF-8 with the mark that Excel needs; texts that a spreadsheet would run have an apostrophe before them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_typed(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        value = "|".join(map(str, value))
    return harmless(value) if isinstance(value, str) else value


def _put(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    partial = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with partial.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
