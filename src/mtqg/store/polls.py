"""Rows of control.polls: which run last took it upon itself to ask a source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from psycopg import Connection

#: A tick of the schedule comes a moment earlier or later than the one before.
TICK_SLACK = "1 minute"
#: After so many outages in a row a source is asked at its ordinary pace.
HURRIED_OUTAGES = 3


def claim(db: Connection, minutes: Mapping[str, int], run_id: str, now: datetime, only_due: bool) -> set[str]:
    """The sources that this run is to ask; with `only_due` those alone that nobody has asked for so many minutes.

    A source is given to one run only, and to the same run again when it repeats itself. After an outage it is due
    after 5, 10, 20 minutes; a time in the future (the clock went back) does not count.
    """
    db.execute("select pg_advisory_xact_lock(hashtext('control.polls'))")
    rows = db.execute(
        """insert into control.polls as polls (source_code, claimed_at, run_id)
           select wanted.source_code, %(now)s, %(run)s
           from unnest(%(codes)s::text[], %(minutes)s::integer[]) as wanted (source_code, poll_minutes)
           left join control.polls before using (source_code)
           where not %(only_due)s or before.source_code is null or before.run_id = %(run)s
               or before.claimed_at > %(now)s + interval '1 minute' * wanted.poll_minutes
               or before.claimed_at + interval '1 minute' * least(wanted.poll_minutes,
                   case when before.outages between 1 and %(hurried)s then 5 * 2 ^ (before.outages - 1)
                        else wanted.poll_minutes end) <= %(now)s + %(slack)s::interval
           on conflict (source_code) do update set claimed_at = excluded.claimed_at, run_id = excluded.run_id
           returning source_code""",
        {"codes": list(minutes), "minutes": list(minutes.values()), "run": run_id, "now": now, "only_due": only_due,
         "hurried": HURRIED_OUTAGES, "slack": TICK_SLACK}).fetchall()
    return {row["source_code"] for row in rows}


def answered(db: Connection, source_code: str, did: bool) -> None:
    """The source answered, or one more time it did not."""
    db.execute("update control.polls set outages = case when %s then 0 else outages + 1 end where source_code = %s",
               (did, source_code))
