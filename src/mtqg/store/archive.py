"""What the ledger says of the landing area and of its journal."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

#: What the journal says of a delivery, beside whose it was.
DELIVERY = ("at", "submission_id", "source_code", "form_code", "delivery_name", "delivery_path", "delivered_at", "listed_bytes",
            "size_bytes", "content_sha256", "landing_path", "submission_origin", "run_id")


def landed(db: Connection) -> dict[str, str]:
    """Path below the landing area -> hash of its bytes, of every submission that has bytes."""
    rows = db.execute("select distinct landing_path, content_sha256 from control.submissions where landing_path is not null")
    return {row["landing_path"]: row["content_sha256"] for row in rows}


def deliveries(db: Connection) -> list[dict[str, Any]]:
    """Submissions that have bytes of their own (none that was only read again), as DELIVERY and the unit they were read for."""
    return db.execute(
        """select s.*, s.received_at as at, coalesce(d.size_bytes, s.size_bytes) as listed_bytes
           from control.submissions s
           left join control.deliveries d
               on (d.submission_id, d.delivery_path, d.delivered_at) = (s.submission_id, s.delivery_path, s.delivered_at)
           where s.landing_path is not null and s.reread_of is null order by s.submission_id""").fetchall()


def decisions(db: Connection) -> list[dict[str, Any]]:
    """What people decided, once each: a withdrawal is one decision about all readings of the bytes."""
    return db.execute(
        """select distinct on (a.decided_at, a.decision, a.reason) a.decided_at as at, a.submission_id, a.decision, a.role,
               a.reason, a.document_no, v.run_id
           from control.approvals a join control.verdicts v using (submission_id, verdict_no)
           order by a.decided_at, a.decision, a.reason, a.approval_no""").fetchall()


def refusals(db: Connection) -> list[dict[str, Any]]:
    """Refused submissions, with the rules they broke; of lists of persons `journal.refusal` keeps no word."""
    return db.execute(
        """select s.received_at as at, s.submission_id, s.source_code, s.form_code, s.delivery_name, s.delivery_path,
               s.delivered_at, s.size_bytes, s.content_sha256, s.submission_origin, s.run_id, s.registry_version,
               (select jsonb_agg(jsonb_build_object('rule_id', rule_id, 'actual', actual, 'expected', expected)
                                 order by finding_no)
                from control.findings f where f.submission_id = s.submission_id and f.verdict_no = 0) as findings
           from control.submissions s where s.status = 'refused' order by s.submission_id""").fetchall()


def verdicts(db: Connection) -> list[dict[str, Any]]:
    """How each submission was judged, whenever it was; not what people decided afterwards."""
    return db.execute(
        """select judged_at as at, submission_id, verdict_no, status, run_id from control.verdicts
           where reason not in ('approval', 'withdrawal') order by submission_id, verdict_no""").fetchall()


def months(db: Connection, kind: str) -> list[dict[str, Any]]:
    """Reporting months that were `opened` or `closed`, and when."""
    time = sql.Identifier({"opened": "first_opened_at", "closed": "closed_at"}[kind])
    return db.execute(sql.SQL("select {time} as at, period_code, run_id from control.refreshes where {time} is not null "
                              "order by 1").format(time=time)).fetchall()
