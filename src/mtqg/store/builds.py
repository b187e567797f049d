"""control.builds: what a build takes in, and how it ended."""

from __future__ import annotations

from datetime import datetime

from psycopg import Connection


def open_build(db: Connection, run_id: str, registry_version: str, seeds_version: str, now: datetime,
               full: bool = False) -> dict:
    """A running build that has claimed every open change; `is_full` when asked, when it is the first, or when reference lists or
    models, whose version `seeds_version` is, are not those of every build since the published one.

    A build that an earlier process left running is failed first, and its changes are claimed again.
    """
    for left in db.execute("select build_id from control.builds where status = 'running'").fetchall():
        fail_build(db, left["build_id"], now, "its process ended without closing it")
    db.execute("select mart_next.forget()")
    seeds_changed = db.execute(
        """select not exists (select from control.builds where status = 'published') or exists (
               select from control.builds where seeds_version <> %s
               and build_id >= (select max(build_id) from control.builds where status = 'published')) as yes""",
        (seeds_version,)).fetchone()["yes"]
    build_id = db.execute(
        """insert into control.builds (run_id, registry_version, seeds_version, started_at, status, is_full)
           values (%s, %s, %s, %s, 'running', %s) returning build_id""",
        (run_id, registry_version, seeds_version, now, full or seeds_changed)).fetchone()["build_id"]
    db.execute("update control.changed_slices set build_id = %s where build_id is null", (build_id,))
    slices = db.execute(
        """update control.builds set slices = (select count(distinct (admin_unit_code, period_code))
               from control.changed_slices where build_id = %(id)s)
           where build_id = %(id)s returning slices""", {"id": build_id}).fetchone()["slices"]
    return {"build_id": build_id, "is_full": full or seeds_changed, "slices": slices}


def publish_build(db: Connection, build_id: int, now: datetime) -> None:
    """The marts are those of this build, all at once for whoever reads them, when the transaction of `db` ends."""
    db.execute("select mart_next.publish(%s)", (build_id,))
    _close(db, build_id, "published", now, None)


def fail_build(db: Connection, build_id: int, now: datetime, message: str) -> None:
    """The build has failed, the marts are what they were, and its changes go to the next build."""
    _close(db, build_id, "failed", now, message)
    db.execute("update control.changed_slices set build_id = null where build_id = %s", (build_id,))


def _close(db: Connection, build_id: int, status: str, now: datetime, message: str | None) -> None:
    db.execute("update control.builds set status = %s, ended_at = %s, message = %s where build_id = %s",
               (status, now, message, build_id))


def open_changes(db: Connection) -> int:
    """How many changes no published build has taken in yet."""
    return db.execute("select count(*) as n from control.open_changes").fetchone()["n"]


def last_build(db: Connection) -> dict | None:
    return db.execute("select * from control.builds order by build_id desc limit 1").fetchone()
