"""What was reported before: archived submissions, superseded ones too. Nothing here writes."""

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
