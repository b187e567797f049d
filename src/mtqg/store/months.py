"""Months that are refreshed: whether the warehouse has taken everything in, and who is in it."""

from __future__ import annotations

from psycopg import Connection

from mtqg.store.builds import open_changes


def waits_for_build(db: Connection) -> bool:
    """Whether a change, a verdict (also one that changes no figure), a refusal, or a month opened since is not in the last
    published build."""
    if open_changes(db):
        return True
    return db.execute("""
        with last as (
            select coalesce(max(started_at), '-infinity') as began from control.builds where status = 'published')
        select exists (select from control.refreshes, last where first_opened_at > began)
            or exists (select from control.verdicts, last where judged_at > began)
            or exists (select from control.submissions, last where status <> 'received' and status_at > began) as yes
        """).fetchone()["yes"]


def submissions_by_status(db: Connection, period_codes: list[str]) -> dict[str, dict[str, int]]:
    """Form -> status -> how many submissions of these periods."""
    found: dict[str, dict[str, int]] = {}
    for row in db.execute("""
        select form_code, status, count(*) as n from control.submissions
        where period_code = any(%s) group by form_code, status order by form_code, status
        """, [period_codes]):
        found.setdefault(row["form_code"], {})[row["status"]] = row["n"]
    return found


def who_owes(db: Connection) -> list[dict]:
    """Form, period, outcome (missing, late, rejected, not_counted, withdrawn) of the months opened, the sources; as built."""
    return db.execute("""
        select period_code, form_code, outcome, array_agg(source_code order by sort_key, source_code) as source_codes
        from mart.rpt_who_reported
        where outcome in ('missing', 'late', 'rejected', 'not_counted', 'withdrawn')
        group by period_code, form_code, outcome order by period_code desc, form_code, outcome
        """).fetchall()


def refreshed(db: Connection, period_codes: list[str]) -> set[str]:
    """Those of the months that were refreshed to their end."""
    rows = db.execute("select period_code from control.refreshes where closed_at is not null and period_code = any(%s)",
                      [period_codes])
    return {row["period_code"] for row in rows}
