"""control.number_marks: which mark parts the decimals on each sheet, and the cells that show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields

from psycopg import Connection

from mtqg.model import NumberMarks

_COLUMNS = tuple(field.name for field in fields(NumberMarks))


def replace_number_marks(db: Connection, submission_id: str, marks: Iterable[NumberMarks]) -> None:
    """The evidence of the submission is this and no other."""
    db.execute("delete from control.number_marks where submission_id = %s", (submission_id,))
    rows = [(submission_id, *astuple(one)) for one in marks]
    if rows:
        db.cursor().executemany(
            f"insert into control.number_marks (submission_id, {', '.join(_COLUMNS)}) "
            f"values ({', '.join(['%s'] * (len(_COLUMNS) + 1))})", rows)
