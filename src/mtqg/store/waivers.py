"""control.waivers, and which verdicts no longer say what the waivers say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from mtqg.registry.waivers import Waiver

_NAMES = ("waiver_id", "rule_id", "source_code", "form_code", "period_code", "approver_role", "document_no", "reason",
          "granted_on", "expires_on")
#: A row of a signed list, with `known_from` and `is_withdrawn`.
Signed = dict[str, Any]


def store_waivers(db: Connection, waivers: Iterable[Waiver], now: datetime) -> list[Signed]:
    """The table holds these as granted; those that have left the list are withdrawn and stay. What that changed is returned."""
    listed = {one.waiver_id: {name: getattr(one, name) for name in _NAMES} for one in waivers}
    stored = {row["waiver_id"]: row for row in db.execute("select * from control.waivers order by waiver_id").fetchall()}
    gone = [row for name, row in stored.items() if name not in listed and row["withdrawn_at"] is None]
    changed = [row for name, row in listed.items() if name not in stored or stored[name]["withdrawn_at"] is not None
               or row != {word: stored[name][word] for word in _NAMES}]
    db.execute("update control.waivers set withdrawn_at = %s where waiver_id = any(%s)",
               (now, [row["waiver_id"] for row in gone]))
    db.cursor().executemany(
        f"""insert into control.waivers ({', '.join(_NAMES)}, loaded_at) values ({', '.join(['%s'] * (len(_NAMES) + 1))})
            on conflict (waiver_id) do update set withdrawn_at = null,
                {', '.join(f'{name} = excluded.{name}' for name in _NAMES[1:])}""",
        [(*row.values(), now) for row in changed])
    return [*({name: row[name] for name in _NAMES} | {"known_from": now, "is_withdrawn": True} for row in gone),
            *(row | {"known_from": now, "is_withdrawn": False} for row in changed)]


def signed_waivers(db: Connection) -> list[Signed]:
    """Every waiver as it was taken in, and as it was withdrawn."""
    rows = db.execute(f"""select {', '.join(_NAMES)}, loaded_at as known_from, false as is_withdrawn from control.waivers
        union all select {', '.join(_NAMES)}, withdrawn_at, true from control.waivers where withdrawn_at is not null
        order by known_from, waiver_id""")
    return rows.fetchall()


def touched_by_waivers(db: Connection, day: date) -> list[str]:
    """Submissions whose newest verdict counted what is waived on the day, or waives by what is withdrawn, changed or expired."""
    rows = db.execute(
        """with newest as (
               select distinct on (v.submission_id) v.submission_id, v.verdict_no, s.source_code, s.form_code, s.period_code
               from control.submissions s join control.verdicts v using (submission_id)
               where (s.source_code, s.form_code, s.period_code) in (
                   select source_code, form_code, period_code from control.waivers
                   union select o.source_code, o.form_code, o.period_code
                   from control.findings f join control.submissions o using (submission_id) where f.waiver_id is not null)
               order by v.submission_id, v.verdict_no desc)
           select distinct n.submission_id
           from newest n
           join control.findings f using (submission_id, verdict_no)
           left join control.waivers w on (w.rule_id, w.source_code, w.form_code, w.period_code)
               = (f.rule_id, n.source_code, n.form_code, n.period_code) and w.withdrawn_at is null
           where (f.waiver_id is null and %(day)s between w.granted_on and w.expires_on)
              or (f.waiver_id is not null and not exists (
                  select from control.waivers used where used.waiver_id = f.waiver_id and used.withdrawn_at is null
                      and %(day)s <= used.expires_on
                      and (used.rule_id, used.source_code, used.form_code, used.period_code)
                          = (f.rule_id, n.source_code, n.form_code, n.period_code)))
           order by 1""", {"day": day})
    return [row["submission_id"] for row in rows]
