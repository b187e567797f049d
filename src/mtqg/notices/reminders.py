"""Which provinces are reminded on a day, and of what: one notice a province."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection

from mtqg import settings
from mtqg.notices.composing import Line, Notice, columns, compose
from mtqg.registry import Registry, Source
from mtqg.registry.notices import NoticeWords, Phrase
from mtqg.registry.periods import period_label
from mtqg.store import digests


def reminders(db: Connection, registry: Registry, day: date, closing: str | None = None) -> Iterator[Notice]:
    """A notice for every province in force that owes something for which the day is one of the days to be reminded.

    It tells all that the province owes and that is due until the last of those days. `closing`: a month is being closed;
    every province that has not sent what counts with it is reminded, whatever the day.
    """
    days = registry.notices.reminder_days(day)
    if days is None or not digests.is_built(db):
        return
    horizon = day + timedelta(days=max((*days.days_before, 0)))
    until = datetime.combine(day, time(), settings.TIME_ZONE) + timedelta(days=1)
    for province, sources in _provinces(registry, day).items():
        owed = [(source, row) for source in sources for row in digests.owed(db, source.source_code, until, horizon)]
        left = [(row["due_date"] - day).days for _, row in owed]
        is_chased = closing is not None and any(number < 0 for number in left)
        if is_chased or any(days.meets(number) for number in left):
            yield _reminder(registry, day, province, owed)


def _provinces(registry: Registry, day: date) -> dict[str, list[Source]]:
    """Province code -> its sources in force that send on their own: published figures are nobody's duty."""
    found: dict[str, list[Source]] = {}
    for source in registry.sources:
        if source.in_force(day) and source.submission_origin != "published":
            found.setdefault(source.province_code, []).append(source)
    return found


def _reminder(registry: Registry, day: date, province: str, owed: list[tuple[Source, dict[str, Any]]]) -> Notice:
    notices = registry.notices
    words, late = notices.words, sum(row["due_date"] < day for _, row in owed)
    ordered = sorted(owed, key=lambda one: (one[1]["due_date"], one[0].source_code, one[1]["form_code"], one[1]["period_code"]))
    return compose(
        words.reminder, day, "reminder", province, notices.mailboxes_of(province, day),
        {"name": owed[0][0].name_vi, "day": day.strftime("%d/%m/%Y"), "late": late, "coming": len(owed) - late},
        columns(words, "source", "report", "due", "state"),
        tuple(_line(source, row, day, registry, words) for source, row in ordered),
        {"owed": [{"source_code": source.source_code, "form_code": row["form_code"], "period_code": row["period_code"],
                   "due_date": row["due_date"].isoformat(), "days_left": (row["due_date"] - day).days}
                  for source, row in ordered]})


def _line(source: Source, row: dict[str, Any], day: date, registry: Registry, words: NoticeWords) -> Line:
    left = (row["due_date"] - day).days
    state = words.states["due" if left == 0 else "before" if left > 0 else "after"].fill(n=abs(left))
    extra = [words.states[name] for name in ("preliminary", "to_mend") if row[f"is_{name}"]]
    form = registry.forms[row["form_code"]]
    report = Phrase(vi=f"{row['form_code']} {form.name_vi}, {period_label(row['period_code'])}",
                    en=f"{row['form_code']} {form.name_en}, {row['period_code']}")
    due = row["due_date"].strftime("%d/%m/%Y")
    return (Phrase(vi=source.source_code, en=source.source_code), report, Phrase(vi=due, en=due),
            Phrase(vi="; ".join(one.vi for one in (state, *extra)), en="; ".join(one.en for one in (state, *extra))))
