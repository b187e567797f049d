"""Which submissions are read again, and the rows of a reading that waits beside the one that was judged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from psycopg import Connection

from mtqg.model import CELL_COLUMNS
from mtqg.store.submissions import NEXT_ID

#: What a reading consists of.
_PARTS = (
    ("control.submissions", ("edition", "admin_unit_code", "period_code", "as_of_date", "vintage", "container")),
    ("raw.reported_cells", CELL_COLUMNS),
    ("control.findings", ("rule_id", "sheet", "cell_ref", "block_code", "row_key", "column_key", "actual", "expected")),
)


def kept_submissions(db: Connection, submission_id: str | None = None, source_code: str | None = None) -> list[dict[str, Any]]:
    """Submissions whose bytes are in the landing area: one, those of a source, or all; in the order of their delivery.

    Only the newest reading of each, and none that a later revision superseded, or that has a later one still to be judged:
    it would overtake that one.
    """
    return db.execute(
        """select kept.* from control.submissions kept
           where kept.landing_path is not null and kept.status not in ('refused', 'withdrawn', 'superseded')
             and kept.source_code = coalesce(%(source)s, kept.source_code)
             and kept.submission_id = coalesce(%(id)s, kept.submission_id)
             and not exists (select from control.submissions again where again.reread_of = kept.submission_id)
             and not exists (
                 select from control.submissions later
                 where (later.source_code, later.form_code, later.period_code)
                     = (kept.source_code, kept.form_code, kept.period_code)
                   and later.revision_no > kept.revision_no and later.status in ('received', 'awaiting_approval'))
           order by kept.delivered_at, kept.revision_no, kept.submission_id""",
        {"id": submission_id, "source": source_code}).fetchall()


def insert_rereading(db: Connection, submission_id: str, now: datetime) -> str:
    """The id of a new row for the same delivery and the same bytes, to be read; the one that was judged stays as it is."""
    return db.execute(
        f"""insert into control.submissions (submission_id, reread_of, source_code, form_code, delivery_name, delivery_path,
               delivered_at, received_at, content_sha256, size_bytes, landing_path, submission_origin, run_id, status, status_at)
           select {NEXT_ID}, submission_id, source_code, form_code, delivery_name, delivery_path,
               delivered_at, %(now)s, content_sha256, size_bytes, landing_path, submission_origin, run_id, 'received', %(now)s
           from control.submissions where submission_id = %(id)s
           returning submission_id""",
        {"stem": ".".join(submission_id.split(".")[:3]), "id": submission_id, "now": now}).fetchone()["submission_id"]


def forget_reading(db: Connection, submission_id: str) -> None:
    """Nothing is left of what was read in this submission before."""
    db.execute("delete from control.findings where submission_id = %s and verdict_no = 0", (submission_id,))
    for table in ("raw.reported_cells", "control.number_marks", "control.quarantined_rows"):
        db.execute(f"delete from {table} where submission_id = %s", (submission_id,))


def is_same_reading(db: Connection, one: str, other: str) -> bool:
    """Both readings have the same identity, cells and findings of reading."""
    return not any(_differs(db, table, names, {"one": one, "other": other}) for table, names in _PARTS)


def _differs(db: Connection, table: str, names: tuple[str, ...], ids: dict[str, str]) -> bool:
    rows = f"select {', '.join(names)} from {table} where submission_id = %({{id}})s"
    rows += " and verdict_no = 0" if table == "control.findings" else ""
    one, other = rows.format(id="one"), rows.format(id="other")
    query = f"({one} except all {other}) union all ({other} except all {one}) limit 1"
    return db.execute(query, ids).fetchone() is not None
