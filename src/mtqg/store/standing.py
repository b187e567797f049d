"""What stands in force: statuses of a slice follow from its newest verdicts, and say what the next build redoes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from psycopg import Connection

from mtqg.model import ACCEPTED_STATUSES

if TYPE_CHECKING:
    from mtqg.quality import Verdict

_TICK = timedelta(microseconds=1)
#: A new standing; it has been accepted since the first verdict after the last one that did not accept it.
_OPEN = """
    insert into control.standings (submission_id, known_from, accepted_since, blocks_in_force, blocks_left_out)
    select %(id)s, %(at)s, min(judged_at), %(blocks)s, %(without)s
    from control.verdicts
    where submission_id = %(id)s and verdict_no > coalesce((
        select max(verdict_no) from control.verdicts where submission_id = %(id)s and status <> all(%(accepted)s)), 0)
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A submission of the slice: the status that follows, and where it is in force; `blocks` None: wherever it has figures."""

    submission_id: str
    status: str
    is_in_force: bool
    blocks: frozenset[str] | None = None
    without: frozenset[str] = frozenset()


def standings(newest_first: Iterable[dict[str, Any]]) -> list[Standing]:
    """From newest verdicts (submission_id, status, blocks_accepted, blocks_rejected, is_elsewhere), the newest revision first.

    A later accepted revision takes over every block but those it rejects; one that waits for approval is passed by. What was
    read again and belongs elsewhere stands there.
    """
    found: list[Standing] = []
    still_open: frozenset[str] | None = None            # blocks that no later revision took over; None: all of them
    for row in newest_first:
        name, status, rejected = row["submission_id"], row["status"], frozenset(row["blocks_rejected"])
        if status in ACCEPTED_STATUSES and row["is_elsewhere"]:
            found.append(Standing(name, "superseded", False))
        elif status in ACCEPTED_STATUSES:
            blocks = None if still_open is None else still_open & frozenset(row["blocks_accepted"])
            holds = blocks is None or bool(blocks)
            without = rejected if blocks is None else frozenset()
            found.append(Standing(name, status if holds else "superseded", holds, blocks, without))
            still_open = rejected if still_open is None else still_open & rejected
        else:
            passed_by = status == "awaiting_approval" and still_open is not None
            found.append(Standing(name, "superseded" if passed_by else status, False))
    return found


def in_force(db: Connection, submission_id: str) -> dict[str, tuple]:
    """Submissions of its slices that are in force -> their blocks (None: all) and the blocks they leave out."""
    return {one.submission_id: (one.blocks, one.without) for one in _standings_around(db, submission_id) if one.is_in_force}


def standings_with(db: Connection, submission_id: str, given: Verdict) -> list[Standing]:
    """How the slice would stand if this were the newest verdict of the submission."""
    judged = [row for row in _newest_first(db, submission_id, with_unjudged=True)
              if row["status"] is not None or row["submission_id"] == submission_id]
    verdict = {"status": given.status, "blocks_accepted": given.blocks_accepted, "blocks_rejected": given.blocks_rejected}
    return standings(row | verdict if row["submission_id"] == submission_id else row for row in judged)


def settle(db: Connection, submission_id: str, now: datetime) -> None:
    """Every submission of its slices that was judged has the status that follows from the newest verdicts.

    Where it was in force until now, and is from now on, stands in control.standings.
    """
    for one in _standings_around(db, submission_id):
        _keep_standing(db, one, now)
        blocks = None if one.blocks is None else sorted(one.blocks)
        db.execute(
            """update control.submissions set status = %(status)s, blocks_in_force = %(blocks)s, blocks_left_out = %(without)s,
                   status_at = case when status = %(status)s then status_at else %(now)s end
               where submission_id = %(id)s and (status, blocks_in_force, blocks_left_out)
                   is distinct from (%(status)s, %(blocks)s::text[], %(without)s::text[])""",
            {"id": one.submission_id, "now": now, "status": one.status, "blocks": blocks, "without": sorted(one.without)})


def _keep_standing(db: Connection, one: Standing, now: datetime) -> None:
    """The open row of the submission is this standing; what stood for no time at all leaves no row.

    Should the clock have gone back, the rows still follow one another.
    """
    last = db.execute("select * from control.standings where submission_id = %s order by known_from desc limit 1",
                      (one.submission_id,)).fetchone()
    is_open = last is not None and last["known_to"] is None
    blocks, without = None if one.blocks is None else sorted(one.blocks), sorted(one.without)
    if not one.is_in_force and not is_open:
        return
    if is_open and one.is_in_force and (last["blocks_in_force"], last["blocks_left_out"]) == (blocks, without):
        return
    at = now
    if is_open and now < last["known_from"]:
        at = last["known_from"] + _TICK
    elif last is not None and not is_open:
        at = max(now, last["known_to"])
    if is_open and last["known_from"] == at:
        db.execute("delete from control.standings where submission_id = %s and known_from = %s", (one.submission_id, at))
    elif is_open:
        db.execute("update control.standings set known_to = %s where submission_id = %s and known_to is null",
                   (at, one.submission_id))
    if one.is_in_force:
        db.execute(_OPEN, {"id": one.submission_id, "at": at, "blocks": blocks, "without": without,
                           "accepted": list(ACCEPTED_STATUSES)})


def _standings_around(db: Connection, submission_id: str) -> list[Standing]:
    """Of its slice, and of the slice in which the same bytes stood when they were read before."""
    rows = db.execute(
        """select s.submission_id from control.submissions s where s.submission_id = %(id)s
           union all
           select o.submission_id from control.submissions s join control.submissions o on o.submission_id = s.reread_of
           where s.submission_id = %(id)s and o.period_code is distinct from s.period_code""", {"id": submission_id}).fetchall()
    return [one for row in rows for one in standings(_newest_first(db, row["submission_id"]))]


def _newest_first(db: Connection, submission_id: str, with_unjudged: bool = False) -> list[dict[str, Any]]:
    """Newest verdicts of the slice (of the submission alone where it has none), the newest revision first."""
    kind = "left" if with_unjudged else "inner"
    return db.execute(
        f"""select o.submission_id, v.status, v.blocks_accepted, v.blocks_rejected, exists (
               select from control.submissions again
               cross join lateral (select status from control.verdicts w where w.submission_id = again.submission_id
                                   order by verdict_no desc limit 1) w
               where again.reread_of = o.submission_id and again.period_code is distinct from o.period_code
                 and w.status = any(%(accepted)s)) as is_elsewhere
           from control.submissions s
           join control.submissions o on o.submission_id = s.submission_id
               or (o.source_code, o.form_code, o.period_code) = (s.source_code, s.form_code, s.period_code)
           {kind} join lateral (
               select * from control.verdicts v where v.submission_id = o.submission_id order by verdict_no desc limit 1
           ) v on true
           where s.submission_id = %(id)s
           order by o.revision_no desc nulls last, o.received_at desc""",
        {"id": submission_id, "accepted": list(ACCEPTED_STATUSES)}).fetchall()


def mark_changed(db: Connection, submission_ids: list[str], now: datetime) -> None:
    """The next build redoes every period for which these submissions hold figures or lines of a list."""
    db.execute(
        """insert into control.changed_slices (admin_unit_code, period_code, source_code, form_code, submission_id, changed_at)
           select distinct s.admin_unit_code, c.period_code, s.source_code, s.form_code, s.submission_id, %s::timestamptz
           from control.submissions s
           join raw.reported_cells c using (submission_id)
           where s.submission_id = any(%s) and (c.indicator_code is not null or c.row_role = 'item') and c.period_code is not null
           order by s.submission_id, c.period_code""", (now, submission_ids))
