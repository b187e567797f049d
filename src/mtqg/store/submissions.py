"""Rows of control.deliveries, control.submissions and control.attempts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from mtqg.model import Delivery, Identity

#: `stem`, or `stem.2`, `stem.3`, … when these bytes have stood under it before.
NEXT_ID = """(select %(stem)s::text || coalesce('.' || nullif(count(*), 0) + 1, '')
              from control.submissions where submission_id like %(stem)s::text || '%%')"""

#: A pull that has not ended after this is taken for dead by the next one of its source.
GIVEN_UP_AFTER = timedelta(hours=1)


def without_known(db: Connection, deliveries: list[Delivery], registry_version: str) -> list[Delivery]:
    """Those of one source whose path, time and size no submission has; one refused is looked at again under other rules."""
    if not deliveries:
        return []
    rows = db.execute(
        """select d.form_code, d.delivery_path, d.delivered_at, d.size_bytes
           from control.deliveries d join control.submissions s using (submission_id)
           where d.source_code = %s and d.delivery_path = any(%s) and (s.status <> 'refused' or s.registry_version = %s)""",
        (deliveries[0].source_code, [one.path for one in deliveries], registry_version))
    known = {tuple(row.values()) for row in rows}
    return [one for one in deliveries if (one.form_code, one.path, one.delivered_at, one.size_bytes) not in known]


def known_bytes(db: Connection, delivery: Delivery, sha256: str, registry_version: str) -> str | None:
    """The submission with the same bytes, unless it was withdrawn, refused by other rules, or a later revision came between."""
    row = db.execute(
        """select s.submission_id from control.submissions s
           where s.source_code = %(source)s and s.form_code = %(form)s and s.content_sha256 = %(sha256)s
             and s.status <> 'withdrawn' and (s.status <> 'refused' or s.registry_version = %(registry)s)
             and not exists (
                 select from control.submissions later
                 where later.source_code = s.source_code and later.form_code = s.form_code
                   and later.period_code = s.period_code and later.revision_no > s.revision_no
                   and later.delivered_at < %(delivered_at)s)
           order by s.received_at desc limit 1""",
        {"source": delivery.source_code, "form": delivery.form_code, "sha256": sha256,
         "delivered_at": delivery.delivered_at, "registry": registry_version}).fetchone()
    return row and row["submission_id"]


def refused_alike(db: Connection, delivery: Delivery, sha256: str, registry_version: str) -> str | None:
    """The submission as which these bytes were refused before; it says by now that these rules refuse them too."""
    row = db.execute(
        """update control.submissions set registry_version = %(registry)s where submission_id = (
               select submission_id from control.submissions
               where source_code = %(source)s and form_code = %(form)s and content_sha256 = %(sha256)s and status = 'refused'
               order by received_at desc limit 1)
           returning submission_id""",
        {"source": delivery.source_code, "form": delivery.form_code, "sha256": sha256, "registry": registry_version}).fetchone()
    return row and row["submission_id"]


def insert_submission(db: Connection, delivery: Delivery, sha256: str, landing_path: str | None, origin: str,
                      run_id: str, now: datetime, status: str = "received", registry_version: str | None = None) -> str:
    """The id of a new row for bytes just landed (or refused, under the rules of this registry version)."""
    return db.execute(
        f"""insert into control.submissions (submission_id, source_code, form_code, delivery_name, delivery_path, delivered_at,
               received_at, content_sha256, size_bytes, landing_path, submission_origin, run_id, status, status_at,
               registry_version)
           values ({NEXT_ID}, %(source)s, %(form)s, %(name)s, %(path)s, %(delivered_at)s, %(now)s, %(sha256)s, %(size)s,
               %(landing)s, %(origin)s, %(run)s, %(status)s, %(now)s, %(registry)s)
           returning submission_id""",
        {"stem": f"{delivery.source_code}.{delivery.form_code}.{sha256.rpartition(':')[2][:12]}",
         "source": delivery.source_code, "form": delivery.form_code, "name": delivery.name, "path": delivery.path,
         "delivered_at": delivery.delivered_at, "now": now, "sha256": sha256, "size": delivery.size_bytes,
         "landing": landing_path, "origin": origin, "run": run_id, "status": status, "registry": registry_version},
    ).fetchone()["submission_id"]


def remember_delivery(db: Connection, delivery: Delivery, sha256: str, submission_id: str, run_id: str, now: datetime) -> None:
    db.execute(
        """insert into control.deliveries (source_code, form_code, delivery_path, delivered_at, size_bytes, content_sha256,
               submission_id, first_seen_at, run_id)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
           on conflict (source_code, form_code, delivery_path, delivered_at, size_bytes) do update set
               content_sha256 = excluded.content_sha256, submission_id = excluded.submission_id, run_id = excluded.run_id""",
        (delivery.source_code, delivery.form_code, delivery.path, delivery.delivered_at, delivery.size_bytes, sha256,
         submission_id, now, run_id))


def remember_refused_name(db: Connection, source_code: str, path: str, fault: str, run_id: str, now: datetime) -> bool:
    """Whether this is the first time that the file with this name is seen; it is on record."""
    return db.execute(
        """insert into control.refused_names (source_code, delivery_path, fault, first_seen_at, run_id)
           values (%s, %s, %s, %s, %s) on conflict do nothing returning source_code""",
        (source_code, path, fault, now, run_id)).fetchone() is not None


def unread(db: Connection, source_codes: list[str]) -> list[dict[str, Any]]:
    """Landed submissions of the sources that nobody has read yet, in the order of their delivery."""
    return db.execute(
        """select * from control.submissions
           where source_code = any(%s) and status = 'received' and read_at is null
           order by delivered_at, submission_id""", (source_codes,)).fetchall()


def store_reading(db: Connection, submission_id: str, identity: Identity, container: str, counts: dict[str, int],
                  registry_version: str, status: str, now: datetime) -> bool:
    """Identity, counts and status as read; the revision number is the next one of the slice, or the one it has.

    What could be read waits for a verdict: its first, or because it was read again. True when it had been read before.
    """
    db.execute("""select pg_advisory_xact_lock(hashtext(concat_ws('/', source_code, form_code, %s::text)))
                  from control.submissions where submission_id = %s""", (identity.period_code, submission_id))
    return db.execute(
        """update control.submissions s set
               container = %(container)s, edition = %(edition)s, admin_unit_code = %(unit)s, period_code = %(period)s,
               as_of_date = %(as_of)s, vintage = %(vintage)s, registry_version = %(registry)s, read_at = %(now)s,
               status = %(status)s, status_at = %(now)s,
               awaits_judging = case when %(status)s = 'received' then
                   case when s.reread_of is null then 'first' else 'reread' end end,
               cells_read = %(read)s, cells_accepted = %(accepted)s, cells_rejected = %(rejected)s,
               cells_quarantined = %(quarantined)s, cells_ignored = %(ignored)s,
               revision_no = case when %(period)s::text is null then null
                   when s.period_code = %(period)s and s.revision_no is not null then s.revision_no
                   else 1 + coalesce((select max(o.revision_no) from control.submissions o
                       where o.source_code = s.source_code and o.form_code = s.form_code and o.period_code = %(period)s
                         and o.submission_id <> s.submission_id), 0) end
           where submission_id = %(id)s
           returning old.read_at is not null as is_again""",
        {"container": container, "edition": identity.edition, "unit": identity.admin_unit_code,
         "period": identity.period_code, "as_of": identity.as_of_date, "vintage": identity.vintage,
         "registry": registry_version, "now": now,
         "status": status, "id": submission_id, **counts}).fetchone()["is_again"]


def start_attempt(db: Connection, source_code: str, run_id: str, try_number: int, now: datetime) -> int:
    """The number of a new attempt, recorded as running; earlier ones of the source whose program has died have failed.

    Died has what this run began before, and what began GIVEN_UP_AFTER ago; should it live after all, its own end is recorded.
    """
    db.execute(
        """update control.attempts set outcome = 'failed', ended_at = greatest(started_at, %(now)s), error_class = 'ProgramDied',
               error_message = 'its program died before it could say how it ended'
           where source_code = %(source)s and outcome = 'running' and (run_id = %(run)s or started_at < %(before)s)""",
        {"source": source_code, "run": run_id, "now": now, "before": now - GIVEN_UP_AFTER})
    return db.execute(
        """insert into control.attempts (source_code, run_id, try_number, started_at, outcome)
           values (%s, %s, %s, %s, 'running') returning attempt_id""",
        (source_code, run_id, try_number, now)).fetchone()["attempt_id"]


def end_attempt(db: Connection, attempt_id: int, now: datetime, outcome: str, counts: dict[str, int],
                error: Exception | None = None) -> None:
    db.execute(
        """update control.attempts set ended_at = %s, outcome = %s, deliveries_seen = %s, deliveries_landed = %s,
               deliveries_known = %s, bytes_landed = %s, error_class = %s, error_message = %s
           where attempt_id = %s""",
        (now, outcome, counts["seen"], counts["landed"], counts["known"], counts["bytes"],
         type(error).__name__ if error else None, str(error)[:2000] if error else None, attempt_id))
