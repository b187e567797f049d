"""The marts are rebuilt from raw and compared with what they were, slice by slice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.store import connect
from mtqg.store.checksums import past_beside_cells, slices_of_marts


@dataclass(frozen=True, slots=True)
class Difference:
    """A slice of a mart that was not what a build from raw makes of it; empty words: the table has no slices."""

    table: str
    province_unit_code: str
    period_code: str
    rows_before: int
    rows_rebuilt: int

    def __str__(self) -> str:
        where = f" {self.province_unit_code} {self.period_code}" if self.period_code else ""
        return f"{self.table}{where}: {self.rows_before} rows, rebuilt {self.rows_rebuilt}"


@dataclass(frozen=True, slots=True)
class VerifiedBuild:
    """`build_id` is the rebuilt one, published; `differences` were there before it."""

    build_id: int
    slices: int
    differences: tuple[Difference, ...]


def verify_build(run_id: str, now: datetime,
                 clock: Callable[[], datetime] = lambda: datetime.now(settings.TIME_ZONE)) -> VerifiedBuild:
    """Every slice of every mart is what a build from raw makes of it; those that were not are named.

    Named are also figures of the past, which no build writes anew, that are not what was read. Open changes are taken in first,
    so that only what former builds left behind can differ. MtqgError: a build failed.
    """
    build_warehouse(run_id, now, clock=clock)
    with connect() as db:
        before = slices_of_marts(db)
    rebuilt = build_warehouse(run_id, now, full=True, clock=clock)
    with connect() as db:
        after, past = slices_of_marts(db), past_beside_cells(db)
    nothing = (0, 0)
    differing = [key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]
    return VerifiedBuild(rebuilt.build_id, len(after), (
        *(Difference(*key, before.get(key, nothing)[0], after.get(key, nothing)[0]) for key in differing),
        *(Difference(*key, *counts) for key, counts in past.items())))
