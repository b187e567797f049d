"""control.quarantined_rows: what matched nothing, with what it may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from psycopg import Connection
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    from mtqg.readers.candidates import QuarantinedRow


def add_quarantined(db: Connection, submission_id: str, rows: Iterable[QuarantinedRow], now: datetime) -> None:
    """The quarantined rows and columns stand beside the submission, which has none yet."""
    found = [(submission_id, number, row.sheet, row.cell_ref, row.kind, row.text.replace("\0", ""),
              Jsonb([asdict(one) for one in row.candidates]), now) for number, row in enumerate(rows, 1)]
    if found:
        db.cursor().executemany(
            """insert into control.quarantined_rows (submission_id, row_no, sheet, cell_ref, kind, text, candidates, found_at)
               values (%s, %s, %s, %s, %s, %s, %s, %s)""", found)
