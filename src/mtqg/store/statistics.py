"""What the planner knows of the tables that the loader fills."""

from __future__ import annotations

from psycopg import Connection

_CELLS = "raw.reported_cells"
_LEDGER = "control.submissions, control.verdicts, control.findings"


def describe_cells(db: Connection) -> None:
    """The planner knows the cells that stand there now: what arrived a moment ago is unknown to it otherwise, and
    rules that compare submissions then take minutes instead of milliseconds."""
    db.execute(f"analyze {_CELLS}")
    describe_ledger(db)


def describe_ledger(db: Connection) -> None:
    """The planner knows the submissions, verdicts and findings that stand there now."""
    db.execute(f"analyze {_LEDGER}")
