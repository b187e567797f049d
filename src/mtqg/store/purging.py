"""Rows that retention takes out of the ledger."""

from __future__ import annotations

from datetime import datetime

from psycopg import Connection

from mtqg.journal import LIST_OF_PERSONS

#: What stands where a name stood.
PURGED = "(đã xóa | purged)"


def purge_personal_refusals(db: Connection, before: datetime) -> list[str]:
    """Submissions refused before this as lists of persons that lost name, path and places; hash, size and rule stay.

    A file that still lies in its outbox then is looked at again: known by its hash, it is refused no second time, and what its
    listing says goes when its own days are over.
    """
    rows = db.execute(
        """update control.submissions s set delivery_name = %(purged)s, delivery_path = %(purged)s
           where s.status = 'refused' and s.received_at < %(before)s and s.delivery_name <> %(purged)s
             and exists (select from control.findings f where f.submission_id = s.submission_id and f.rule_id = %(rule)s)
           returning s.submission_id""", {"purged": PURGED, "before": before, "rule": LIST_OF_PERSONS}).fetchall()
    purged = [row["submission_id"] for row in rows]
    db.execute("""update control.findings set sheet = null, cell_ref = null, block_code = null, row_key = null, column_key = null,
                      actual = null, expected = null where submission_id = any(%s)""", (purged,))
    listed = """d.submission_id = any(%(purged)s) or d.first_seen_at < %(before)s and d.submission_id in (
        select submission_id from control.submissions where status = 'refused' and delivery_name = %(name)s)"""
    words = {"purged": purged, "before": before, "name": PURGED}
    db.execute(f"""delete from control.receipts r using control.deliveries d
                  where (r.source_code, r.form_code, r.delivery_path, r.delivered_at, r.size_bytes)
                      = (d.source_code, d.form_code, d.delivery_path, d.delivered_at, d.size_bytes) and ({listed})""", words)
    db.execute(f"delete from control.deliveries d where {listed}", words)
    return purged
