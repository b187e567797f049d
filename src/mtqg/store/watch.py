"""How things stand, for the engineer on duty: what waits too long and why, who does not answer, who is late; and as numbers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from mtqg.store.builds import open_changes
from mtqg.store.corrections import unmet

#: What waits longer than this is stuck.
STUCK_AFTER = timedelta(minutes=10)


def stuck(db: Connection, now: datetime) -> list[dict[str, Any]]:
    """What waits for longer than STUCK_AFTER: `what` (attempt, unread, unjudged, unbuilt, build), how many, since when, why."""
    return db.execute(
        """with last_build as (select * from control.builds order by build_id desc limit 1),
               waits as (
                   select 'attempt' as what, count(*) as n, min(started_at) as since,
                       'no answer yet, or its program died: ' || string_agg(source_code, ', ' order by source_code) as why
                   from control.attempts where outcome = 'running' and started_at < %(before)s
                   union all
                   select 'unread', count(*), min(received_at),
                       coalesce(max(l.error_message), 'read with the next pull of its source')
                   from control.submissions s left join lateral (
                       select error_message from control.attempts a where a.source_code = s.source_code and outcome <> 'running'
                       order by attempt_id desc limit 1) l on true
                   where status = 'received' and read_at is null and received_at < %(before)s
                   union all
                   select 'unjudged', count(*), min(coalesce(read_at, received_at)),
                       'task judge of pull_submissions failed or has not run: ' || string_agg(distinct awaits_judging, ', ')
                   from control.submissions where awaits_judging is not null and coalesce(read_at, received_at) < %(before)s
                   union all
                   select 'unbuilt', count(*), min(changed_at), coalesce((
                       select case status when 'failed' then 'the last build failed: ' || coalesce(message, '')
                           when 'running' then 'a build runs since ' || to_char(started_at, 'YYYY-MM-DD HH24:MI')
                           else 'no run of build_warehouse has come since' end from last_build), 'nothing was ever built')
                   from control.open_changes where changed_at < %(before)s
                   union all
                   select 'build', count(*), min(started_at), 'it runs still, or its program died'
                   from last_build where status = 'running' and started_at < %(before)s)
           select what, n, since, why from waits where n > 0 order by since""",
        {"before": now - STUCK_AFTER}).fetchall()


def unreachable(db: Connection) -> list[dict[str, Any]]:
    """Sources whose last attempt failed: since when, how often in a row, and why.

    Of each source its attempts since it last answered are read, found by key: all there have ever been are millions.
    """
    return db.execute(
        """with recursive asked as (
               (select source_code from control.attempts order by source_code limit 1)
               union all
               select (select source_code from control.attempts a where a.source_code > asked.source_code
                       order by a.source_code limit 1) from asked where source_code is not null)
           select asked.source_code, missed.* from asked cross join lateral (
               select min(started_at) as since, count(*) as n, (array_agg(outcome order by attempt_id desc))[1] as outcome,
                   (array_agg(coalesce(error_message, error_class) order by attempt_id desc))[1] as why
               from control.attempts a
               where a.source_code = asked.source_code and outcome <> 'running' and attempt_id > coalesce((
                   select attempt_id from control.attempts w where w.source_code = asked.source_code and outcome = 'succeeded'
                   order by attempt_id desc limit 1), 0)) missed
           where missed.n > 0 order by asked.source_code""").fetchall()


def awaiting_approval(db: Connection) -> list[dict[str, Any]]:
    """Submissions that somebody must approve or decline, and since when."""
    return db.execute(
        """select s.submission_id, max(v.judged_at) as since
           from control.submissions s join control.verdicts v using (submission_id)
           where s.status = 'awaiting_approval' group by s.submission_id order by since, s.submission_id""").fetchall()


def overdue(db: Connection, now: datetime) -> list[dict[str, Any]]:
    """Per period and form: reports whose days of grace are over and that are missing, and of how many provinces; as built."""
    if db.execute("select to_regclass('mart.rpt_who_reported') is null as yes").fetchone()["yes"]:
        return []
    return db.execute(
        """select period_code, form_code, count(*) as n, count(distinct admin_unit_code) as provinces from mart.rpt_who_reported
           where outcome in ('missing', 'not_due_yet', 'rejected') and grace_until < (%s at time zone 'Asia/Ho_Chi_Minh')::date
           group by period_code, form_code order by period_code desc, form_code""", [now]).fetchall()


def gauges(db: Connection, now: datetime) -> list[tuple[str, dict[str, str], float]]:
    """(name, attributes, value) of every gauge; `build_age_seconds` is missing while nothing was ever published."""
    row = db.execute(
        """select count(*) filter (where status = 'received' and read_at is null) as unread,
               count(*) filter (where awaits_judging is not null) as unjudged,
               count(*) filter (where status = 'awaiting_approval') as approval from control.submissions""").fetchone()
    found = [("submissions_waiting", {"for": state}, float(n)) for state, n in row.items()]
    newest = db.execute("select max(ended_at) as at from control.builds where status = 'published'").fetchone()["at"]
    if newest:
        found.append(("build_age_seconds", {}, max(0.0, (now - newest).total_seconds())))
    severities = dict.fromkeys(("critical", "warning", "info"), 0) | {one["severity"]: one["n"] for one in db.execute(
        """select severity, count(*) as n from control.findings f join (
               select submission_id, max(verdict_no) as verdict_no from control.verdicts group by submission_id) newest
               using (submission_id, verdict_no)
           where stage is null and waiver_id is null group by severity""").fetchall()}
    return [*found, ("changes_waiting", {}, float(open_changes(db))),
            *(("findings", {"severity": name}, float(n)) for name, n in severities.items()),
            ("reports_overdue", {}, float(sum(one["n"] for one in overdue(db, now)))),
            ("corrections_unmet", {}, float(len(unmet(db)))),
            ("sources_unreachable", {}, float(len(unreachable(db)))), ("work_stuck", {}, float(len(stuck(db, now))))]
