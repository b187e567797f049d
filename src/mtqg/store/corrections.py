"""control.corrections: what was signed and since when it counts; the slices that it touches; guards that do not hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from psycopg import Connection

from mtqg.registry.corrections import Correction

_WORDS = ("correction_id", "indicator_code", "breakdown_code", "admin_unit_code", "period_code", "value_kind", "expected_value",
          "corrected_value", "approver_role", "document_no", "reason", "signed_at")
_NAMES = (*_WORDS, "known_from", "is_withdrawn")


def store_corrections(db: Connection, corrections: Iterable[Correction], now: datetime) -> list[dict[str, Any]]:
    """The newest row of every correction says what the list says, or that it has left it; what that touches waits for a build.

    A correction counts from the moment the warehouse knows it: what was published before stays what it was. The rows that were
    added are returned.
    """
    listed = {one.correction_id: {name: getattr(one, name) for name in _WORDS} for one in corrections}
    stored = {row["correction_id"]: row for row in db.execute(
        "select distinct on (correction_id) * from control.corrections order by correction_id, correction_no desc").fetchall()}
    changed = [row | {"is_withdrawn": False, "known_from": max(now, row["signed_at"])} for name, row in listed.items()
               if name not in stored or stored[name]["is_withdrawn"] or row != {word: stored[name][word] for word in _WORDS}]
    gone = [{word: row[word] for word in _WORDS} | {"is_withdrawn": True, "known_from": now} for name, row in stored.items()
            if name not in listed and not row["is_withdrawn"]]
    for row in (*gone, *changed):
        db.execute(f"insert into control.corrections ({', '.join(_NAMES)}) "
                   f"values ({', '.join(f'%({name})s' for name in _NAMES)})", row)
    for row in (*gone, *changed, *(stored[one["correction_id"]] for one in changed if one["correction_id"] in stored)):
        _touch(db, row, now)
    return [*gone, *changed]


def signed_corrections(db: Connection) -> list[dict[str, Any]]:
    """Every row that was ever added, in the order in which they were."""
    return db.execute(f"select {', '.join(_NAMES)} from control.corrections order by correction_no").fetchall()


def _touch(db: Connection, figure: dict[str, Any], now: datetime) -> None:
    """Every slice in which some submission reports the figure is redone by the next build."""
    db.execute(
        """insert into control.changed_slices (admin_unit_code, period_code, source_code, form_code, submission_id, changed_at)
           select distinct c.admin_unit_code, c.period_code, c.source_code, c.form_code, c.submission_id, %(now)s::timestamptz
           from control.changed_slices c
           where c.period_code = %(period_code)s and exists (
               select from raw.reported_cells r where r.submission_id = c.submission_id and r.period_code = c.period_code
                   and r.indicator_code = %(indicator_code)s and r.breakdown_code = %(breakdown_code)s
                   and r.admin_unit_code = %(admin_unit_code)s and r.value_kind = %(value_kind)s)""", figure | {"now": now})


def unmet(db: Connection, periods: list[str] | None = None) -> list[dict[str, Any]]:
    """Corrections, of these periods or of all, that are not applied, as built: the figure they expect is not what is reported."""
    if db.execute("select to_regclass('mart.fct_corrections') is null as yes").fetchone()["yes"]:
        return []
    return db.execute(
        """select * from mart.fct_corrections where correction_state <> 'applied'
               and (%(periods)s::text[] is null or period_code = any(%(periods)s))
           order by correction_id""", {"periods": periods}).fetchall()


def correction(db: Connection, correction_id: str) -> dict[str, Any]:
    """The correction as it was last taken in."""
    return db.execute("select * from control.corrections where correction_id = %s and not is_withdrawn "
                      "order by correction_no desc limit 1", (correction_id,)).fetchone()
