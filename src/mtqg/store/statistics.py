"""What the planner knows of the tables that the loader fills."""

from __future__ import annotations

from psycopg import Connection

_CELLS = "raw.reported_cells"
_LEDGER = "control.submissions, control.verdicts, control.findings"


#: The size says at once what was added, the count, a moment later, what was replaced in place.
_HAVE_CHANGED = """
    select c.reltuples <= 0 or pg_relation_size(c.oid) > 1.05 * c.relpages * current_setting('block_size')::integer
        or coalesce(pg_stat_get_mod_since_analyze(c.oid), 0) > 0.05 * c.reltuples as yes
    from pg_class c where c.oid = %s::regclass
"""


def describe_cells(db: Connection) -> None:
    """The planner knows the cells that stand there now, but for a last twentieth: of what arrived a moment ago it knows nothing
    otherwise, and rules that compare submissions then take minutes instead of milliseconds.

    Among many, a twentieth is like the rest: a late file waits for no new look at millions of cells.
    """
    if db.execute(_HAVE_CHANGED, (_CELLS,)).fetchone()["yes"]:
        db.execute(f"analyze {_CELLS}")
    describe_ledger(db)


def describe_ledger(db: Connection) -> None:
    """The planner knows the submissions, verdicts and findings that stand there now."""
    db.execute(f"analyze {_LEDGER}")
