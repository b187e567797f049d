"""What happened to a source in one day, and what it still owes: questions on the ledger, as it stood at the end of the day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from psycopg import Connection


def arrived(db: Connection, source_code: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """Files first seen between the two moments, in the order in which they were sent."""
    return db.execute(
        """select d.form_code, d.delivery_path, d.delivered_at, d.size_bytes, s.period_code, s.revision_no, s.status
           from control.deliveries d join control.submissions s using (submission_id)
           where d.source_code = %s and d.first_seen_at >= %s and d.first_seen_at < %s
           order by d.delivered_at, d.delivery_path""", (source_code, since, until)).fetchall()


def refused_names(db: Connection, source_code: str, since: datetime, until: datetime) -> list[str]:
    """Names, let in nowhere, of files first seen between the two moments; what cannot be seen of them is spelt out."""
    rows = db.execute("""select delivery_path from control.refused_names
                         where source_code = %s and first_seen_at >= %s and first_seen_at < %s order by delivery_path""",
                      (source_code, since, until)).fetchall()
    return [row["delivery_path"].rpartition("/")[2] for row in rows]


def verdicts(db: Connection, source_code: str, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """The last verdict of each submission in that time (0: reading ended it), with the file that was returned for it."""
    return db.execute(
        """with given as (
               select v.submission_id, v.verdict_no, v.status, v.judged_at from control.verdicts v
               where v.judged_at >= %(since)s and v.judged_at < %(until)s
               union all
               select submission_id, 0, status, status_at from control.submissions
               where status in ('refused', 'unreadable') and status_at >= %(since)s and status_at < %(until)s)
           select distinct on (s.submission_id) s.submission_id, s.form_code, s.delivery_name, s.period_code, s.revision_no,
               s.admin_unit_code, g.verdict_no, g.status, g.judged_at, r.path
           from given g join control.submissions s using (submission_id)
           left join control.returns r using (submission_id, verdict_no)
           where s.source_code = %(source)s
           order by s.submission_id, g.verdict_no desc, g.judged_at desc""",
        {"source": source_code, "since": since, "until": until}).fetchall()


def is_built(db: Connection) -> bool:
    """Whether the mart that knows the obligations is there."""
    return db.execute("select to_regclass('mart.fct_submissions') is not null as yes").fetchone()["yes"]


def owed(db: Connection, source_code: str, until: datetime, last_due: date) -> list[dict[str, Any]]:
    """Obligations due by `last_due` for which nothing accepted, or still to be judged, had come by `until`; preliminary figures
    answer preliminary obligations only. `is_to_mend`: what came last was sent back.
    """
    return db.execute(
        """with newest as (
               select distinct on (s.form_code, s.period_code, is_preliminary) s.form_code, s.period_code,
                   coalesce(s.vintage = 'preliminary', false) as is_preliminary, coalesce(v.status, s.status) as status
               from control.submissions s
               left join lateral (select status from control.verdicts where submission_id = s.submission_id
                   and judged_at < %(until)s order by verdict_no desc limit 1) v on true
               where s.source_code = %(source)s and s.received_at < %(until)s and s.period_code is not null
               order by s.form_code, s.period_code, is_preliminary,
                   coalesce(v.status, s.status) in ('rejected', 'withdrawn', 'unreadable', 'refused'), s.revision_no desc),
           due as (
               select f.form_code, f.period_code, f.due_date, coalesce(o.vintage = 'preliminary', false) as is_preliminary
               from mart.fct_submissions f join staging.stg_obligations o using (obligation_code)
               where f.source_code = %(source)s and f.due_date <= %(last_due)s)
           select distinct form_code, period_code, due_date, is_preliminary,
               coalesce(newest.status = 'rejected', false) as is_to_mend
           from due left join newest using (form_code, period_code, is_preliminary)
           where newest.status is null or newest.status in ('rejected', 'withdrawn', 'unreadable', 'refused')
           order by due_date, form_code, period_code""",
        {"source": source_code, "until": until, "last_due": last_due}).fetchall()
