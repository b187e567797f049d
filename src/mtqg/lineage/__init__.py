"""Trace: from a published figure to its formula, its facts, their submissions and the cells in the files."""

from __future__ import annotations

from psycopg import Connection

from mtqg.lineage.figures import figure
from mtqg.lineage.following import follow
from mtqg.lineage.steps import Step, moment, number
from mtqg.store import lineage as store

__all__ = ["Step", "is_broken", "trace"]


def trace(db: Connection, key: dict[str, str], accumulation: str | None = None) -> Step | None:
    """The tree behind the figure of this key, and the releases that published it; None when the warehouse does not hold it.

    With an accumulation: what was derived so. A figure that only stands derived is traced without asking, every way it does.
    """
    found = None if accumulation else figure(db, key)
    if found is None:
        return follow(db, key, accumulation)
    found.behind[:0] = [Step(f"đã công bố | released: {row['release_name']} ({moment(row['released_at'])}) = "
                             f"{number(row['released_value'])}") for row in store.released(db, key)]
    return found


def is_broken(step: Step) -> bool:
    """Whether an archived file behind the figure is gone, or is not the one that was received."""
    return step.is_broken or any(is_broken(one) for one in step.behind)
