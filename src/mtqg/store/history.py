"""What was reported before: archived submissions and how later revisions differ. Nothing here writes."""

from __future__ import annotations

from typing import NamedTuple

from psycopg import Connection


class Archived(NamedTuple):
    """A submission whose cells are kept."""

    submission_id: str
    source_code: str
    form_code: str
    admin_unit_code: str
    period_code: str
    revision_no: int
    delivery_name: str
    status: str


def archived(db: Connection, form_code: str | None = None) -> list[Archived]:
    """Every submission with cells, of the form or of all, by form and period."""
    rows = db.execute(f"""
        select {", ".join(Archived._fields)} from control.submissions s
        where read_at is not null and period_code is not null and admin_unit_code is not null
            and coalesce(%(form)s = form_code, true)
            and exists (select from raw.reported_cells c where c.submission_id = s.submission_id)
        order by form_code, period_code, source_code, revision_no
        """, {"form": form_code})
    return [Archived(**row) for row in rows]


def later_changes(db: Connection, submission_id: str) -> set[tuple[str | None, str | None]] | None:
    """(row, column) of the cells whose figure the newest later revision of the slice changes or leaves out; None without one."""
    later = db.execute("""
        select l.submission_id from control.submissions l
        join control.submissions s using (source_code, form_code, period_code)
        where s.submission_id = %s and l.revision_no > s.revision_no and l.read_at is not null
        order by l.revision_no desc limit 1
        """, (submission_id,)).fetchone()
    if later is None:
        return None
    rows = db.execute("""
        select coalesce(o.row_key, n.row_key) as row_key, coalesce(o.column_key, n.column_key) as column_key
        from (select * from raw.reported_cells where submission_id = %s and cell_role <> 'header') o
        full join (select * from raw.reported_cells where submission_id = %s and cell_role <> 'header') n
            using (row_key, column_key, part_no)
        where coalesce(o.canonical_value, o.value) is distinct from coalesce(n.canonical_value, n.value)
            or o.value_text is distinct from n.value_text
        """, (submission_id, later["submission_id"]))
    return {(row["row_key"], row["column_key"]) for row in rows}
