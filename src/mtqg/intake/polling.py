"""Whom a run asks: as often as expectations/sources.yml says, or whom a person named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from mtqg import settings
from mtqg.intake.rounds import ProvinceSources, sources_by_province
from mtqg.registry import load_registry
from mtqg.store import connect, polls


def provinces_to_poll(period: str | None, sources: list[str] | None, only_due: bool, run_id: str,
                      now: datetime) -> list[ProvinceSources]:
    """The provinces with those of their sources that this run is to ask; with `only_due` what no run asked lately.

    Who is named, by period or by code, is asked in any case. Runs of the schedule never have a source in common.
    """
    found = sources_by_province(period, sources, now)
    registry = load_registry()
    minutes = {}
    for one in found:
        for code in one.source_codes:
            source = registry.source(code, date.fromisoformat(one.day))
            minutes[code] = source.poll_minutes if source else 0
    with connect() as db:
        claimed = polls.claim(db, minutes, run_id, now, only_due and not (period or sources))
    chosen = [replace(one, source_codes=[code for code in one.source_codes if code in claimed]) for one in found]
    return [one for one in chosen if one.source_codes]


def hold_polls(now: datetime) -> None:
    """Who is in force today counts as just asked: the schedule leaves outboxes alone that are about to be pulled by hand."""
    day = now.astimezone(settings.TIME_ZONE).date()
    codes = {one.source_code: one.poll_minutes for one in load_registry().sources if one.in_force(day)}
    with connect() as db:
        polls.claim(db, codes, "held", now, only_due=False)
