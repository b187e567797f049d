"""Whom to poll, and the months that are counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from mtqg import journal, settings
from mtqg.errors import MtqgError
from mtqg.registry import Source, load_registry
from mtqg.registry.periods import parse_period
from mtqg.store import connect
from mtqg.store.registry_tables import store_registry


@dataclass(frozen=True)
class ProvinceSources:
    """The sources of one province that a run polls."""

    province_code: str
    name: str
    source_codes: list[str]
    day: str                 # ISO day on which they are in force


def sources_by_province(period: str | None, sources: list[str] | None, now: datetime) -> list[ProvinceSources]:
    """Sources to poll, by province in Vietnamese order: those in force on the last day of the period, else today."""
    registry = load_registry()
    day = parse_period(period).end if period else now.astimezone(settings.TIME_ZONE).date()
    chosen = [s for s in registry.sources if (s.in_force(day) if not sources else s.source_code in sources)]
    if sources:
        chosen = _newest_versions(chosen, sources, day)
    grouped: dict[tuple[str, str], list[Source]] = {}
    for source in chosen:
        grouped.setdefault((source.admin_unit_code, source.name_vi), []).append(source)
    order = {code: versions[0].sort_key for code, versions in registry.units.versions.items() if "-P-" in code}
    return [
        ProvinceSources(members[0].province_code, name, [s.source_code for s in members],
                        _day_of(members[0], day).isoformat())
        for (unit, name), members in sorted(grouped.items(), key=lambda item: order.get(item[0][0], ""))
    ]


def _newest_versions(found: list[Source], named: list[str], day: date) -> list[Source]:
    """One version of each named source: the one in force on the day, else the last one before."""
    unknown = sorted(set(named) - {s.source_code for s in found})
    if unknown:
        raise MtqgError(f"no source {', '.join(unknown)} in expectations/sources.yml")
    best: dict[str, Source] = {}
    for source in sorted(found, key=lambda s: (s.in_force(day), s.valid_from)):
        best[source.source_code] = source
    return list(best.values())


def _day_of(source: Source, day: date) -> date:
    return day if source.in_force(day) else (source.valid_to or source.valid_from)


def open_period(period: str, run_id: str, now: datetime) -> None:
    """The month is counted: its obligations appear in fct_submissions from the next build on."""
    registry = load_registry()
    with connect() as db:
        store_registry(db, registry, now)
        opened = db.execute("insert into control.refreshes (period_code, first_opened_at, run_id) values (%s, %s, %s) "
                            "on conflict (period_code) do nothing", (period, now, run_id))
        if opened.rowcount:
            journal.record("opened", period, now, period_code=period, run_id=run_id)


def close_period(period: str, run_id: str, now: datetime) -> None:
    """The month has been refreshed to its end; closing it again keeps the first time."""
    with connect() as db:
        closed = db.execute("update control.refreshes set closed_at = %s where period_code = %s and closed_at is null",
                            (now, period))
        db.execute("update control.refreshes set run_id = %s where period_code = %s", (run_id, period))
        if closed.rowcount:
            journal.record("closed", period, now, period_code=period, run_id=run_id)
