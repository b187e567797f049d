"""control.number_marks: which mark parts the decimals on each sheet, and the cells that show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields

from psycopg import Connection

from mtqg.model import NumberMarks

_COLUMNS = tuple(field.name for field in fields(NumberMarks))


def add_number_marks(db: Connection, submission_id: str, marks: Iterable[NumberMarks]) -> None:
    """The evidence stands beside the submission, which has none yet."""
    rows = [(submission_id, *astuple(one)) for one in marks]
    if rows:
        db.cursor().executemany(
            f"insert into control.number_marks (submission_id, {', '.join(_COLUMNS)}) "
            f"values ({', '.join(['%s'] * (len(_COLUMNS) + 1))})", rows)
