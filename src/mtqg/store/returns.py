"""control.returns, control.receipts, control.digests: what went back to a source, and what is still to be delivered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from psycopg import Connection

#: A submission with the verdict that is to be returned: 0 where reading ended it.
_VERDICTS = """
    select s.*, case when s.status in ('refused', 'unreadable') then 0 else v.verdict_no end as verdict_no,
        case when s.status in ('refused', 'unreadable') then s.status else v.status end as verdict_status,
        case when s.status in ('refused', 'unreadable') then s.status_at else v.judged_at end as judged_at,
        v.blocks_rejected
    from control.submissions s
    left join lateral (
        select verdict_no, status, judged_at, blocks_rejected from control.verdicts
        where submission_id = s.submission_id order by verdict_no desc limit 1) v on true
    where s.status <> 'withdrawn'
        and (s.status in ('refused', 'unreadable') or (s.status <> 'received' and v.verdict_no is not null))
"""


def pending(db: Connection, source_codes: list[str]) -> list[dict[str, Any]]:
    """Submissions of the sources whose newest verdict has not been returned, in the order in which they were given."""
    return db.execute(
        f"""select * from ({_VERDICTS}) judged where source_code = any(%s) and not exists (
                select from control.returns r where r.submission_id = judged.submission_id and r.verdict_no = judged.verdict_no)
            order by judged_at, submission_id""", (source_codes,)).fetchall()


def judged(db: Connection, submission_id: str) -> dict[str, Any] | None:
    """One submission with its newest verdict; None where there is none."""
    return db.execute(f"select * from ({_VERDICTS}) judged where submission_id = %s", (submission_id,)).fetchone()


def sources_waiting(db: Connection) -> list[str]:
    """Sources to which a verdict, a receipt, or a word on a file with a refused name is still owed."""
    rows = db.execute(
        f"""select source_code from ({_VERDICTS}) judged where not exists (
                select from control.returns r where r.submission_id = judged.submission_id and r.verdict_no = judged.verdict_no)
            union
            select source_code from control.deliveries d where not exists (
                select from control.receipts r where (r.source_code, r.form_code, r.delivery_path, r.delivered_at, r.size_bytes)
                    = (d.source_code, d.form_code, d.delivery_path, d.delivered_at, d.size_bytes))
            union
            select source_code from control.refused_names where told_at is null
            order by source_code""").fetchall()
    return [row["source_code"] for row in rows]


def findings_of(db: Connection, submission_id: str, verdict_no: int) -> list[dict[str, Any]]:
    """Everything that the verdict rests on (0: what was found while reading), with the document of its waiver; what rules on
    probation found is not the province's."""
    return db.execute(
        """select f.*, w.document_no as waiver from control.findings f left join control.waivers w using (waiver_id)
           where f.submission_id = %s and f.verdict_no = %s and f.stage is distinct from 'shadow' order by f.finding_no""",
        (submission_id, verdict_no)).fetchall()


def cited_cells(db: Connection, submission_id: str, verdict_no: int) -> list[dict[str, Any]]:
    """What was recorded of the cells that these findings cite."""
    return db.execute(
        """select sheet, cell_ref, value_text, value from raw.reported_cells
           where submission_id = %(id)s and (sheet, cell_ref) in (
               select sheet, cell_ref from control.findings where submission_id = %(id)s and verdict_no = %(no)s)""",
        {"id": submission_id, "no": verdict_no}).fetchall()


def cells_set_aside(db: Connection, submission_id: str) -> list[dict[str, Any]]:
    """What stands in the rows that reading set aside, as typed, with its place (1-based)."""
    return db.execute(
        """select sheet, row_no, column_no, value_text from raw.reported_cells
           where submission_id = %s and cell_role = 'value' and cell_status = 'quarantined'""", (submission_id,)).fetchall()


def header_rows(db: Connection, submission_id: str) -> dict[str, set[int]]:
    """Sheet -> rows of the headers of its tables."""
    found: dict[str, set[int]] = {}
    for row in db.execute("""select distinct sheet, row_no from raw.reported_cells
                             where submission_id = %s and cell_role = 'header'""", (submission_id,)):
        found.setdefault(row["sheet"], set()).add(row["row_no"])
    return found


def record_return(db: Connection, submission_id: str, verdict_no: int, kind: str, sha256: str, path: str, now: datetime) -> None:
    db.execute(
        """insert into control.returns (submission_id, verdict_no, kind, sha256, path, delivered_at)
           values (%s, %s, %s, %s, %s, %s)
           on conflict (submission_id, verdict_no) do update set kind = excluded.kind, sha256 = excluded.sha256,
               path = excluded.path, delivered_at = excluded.delivered_at""",
        (submission_id, verdict_no, kind, sha256, path, now))


def deliveries_without_receipt(db: Connection, source_codes: list[str]) -> list[dict[str, Any]]:
    """Files seen for which no receipt was written, with their submission; `is_repeat`: not the first with these bytes."""
    return db.execute(
        """select d.*, s.status, s.period_code, s.revision_no, s.admin_unit_code, s.delivery_path <> d.delivery_path
                or s.delivered_at <> d.delivered_at as is_repeat
           from control.deliveries d join control.submissions s using (submission_id)
           where d.source_code = any(%s) and not exists (
               select from control.receipts r where (r.source_code, r.form_code, r.delivery_path, r.delivered_at, r.size_bytes)
                   = (d.source_code, d.form_code, d.delivery_path, d.delivered_at, d.size_bytes))
           order by d.delivered_at, d.delivery_path""", (source_codes,)).fetchall()


def record_receipt(db: Connection, row: dict[str, Any], sha256: str, path: str, now: datetime) -> None:
    db.execute(
        """insert into control.receipts (source_code, form_code, delivery_path, delivered_at, size_bytes, sha256, path, issued_at)
           values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing""",
        (row["source_code"], row["form_code"], row["delivery_path"], row["delivered_at"], row["size_bytes"], sha256, path, now))


def digest_written(db: Connection, province_code: str, day: date, style: str) -> dict[str, Any] | None:
    """What the digest of the day was when it was last written."""
    return db.execute("select sha256, path from control.digests where (province_code, day, format) = (%s, %s, %s)",
                      (province_code, day, style)).fetchone()


def told_of_refused_names(db: Connection, source_codes: list[str], day: date, now: datetime) -> None:
    """The digest of the day says it; names first seen on earlier days stood in the digests of those days."""
    db.execute("""update control.refused_names set told_at = %s where source_code = any(%s) and told_at is null
                  and (first_seen_at at time zone 'Asia/Ho_Chi_Minh')::date <= %s""", (now, source_codes, day))


def record_digest(db: Connection, province_code: str, day: date, style: str, sha256: str, path: str, now: datetime) -> None:
    db.execute(
        """insert into control.digests (province_code, day, format, sha256, path, written_at) values (%s, %s, %s, %s, %s, %s)
           on conflict (province_code, day, format) do update set sha256 = excluded.sha256, path = excluded.path,
               written_at = excluded.written_at""", (province_code, day, style, sha256, path, now))
