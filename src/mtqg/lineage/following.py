"""Figures that follow from others of the same unit: inside a period, year and phase to date, quarters out of months."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from psycopg import Connection

from mtqg.lineage.figures import figure
from mtqg.lineage.steps import Step, number, words
from mtqg.store import lineage as store


def follow(db: Connection, key: dict[str, str], accumulation: str | None) -> Step | None:
    """The derived figures of the key, or the one of that accumulation, each with the figures it follows from."""
    rows = [row for row in store.derived(db, key) if accumulation in (None, row["accumulation"])]
    if not rows:
        return None
    known = store.months_of_series(db, key)
    own = (store.indicator(db, key["indicator_code"]) or {}).get("accumulation")
    steps = [_derived(db, key, row, known, own) for row in rows]
    return steps[0] if len(steps) == 1 else Step(f"{words(db, key)}: {len(steps)} số suy ra | derived figures", steps)


def _derived(db: Connection, key: dict[str, str], row: dict, known: list[dict], own: str | None) -> Step:
    why = f"; {row['finding']}: {row['missing_periods'] or ''}".rstrip(": ") if row["finding"] else ""
    value = "–" if row["accumulated_value"] is None else number(row["accumulated_value"])
    step = Step(f"{words(db, key)} = {value} {row['measure_unit_code']} [suy ra | derived, {row['accumulation']}{why}]")
    for code in _behind(row, known, own):
        found = figure(db, key | {"period_code": code}, shown=2)
        step.behind += [found] if found else []
    return step


def _behind(row: dict, known: list[dict], own: str | None) -> list[str]:
    """Periods whose figures it follows from, the earliest first."""
    first = {"in_period": row["start_date"], "at_date": row["start_date"]}.get(
        row["accumulation"], date(row["end_date"].year, 1, 1))
    phase = date(5 * ((row["end_date"].year - 1) // 5) + 1, 1, 1)
    if own == "in_period":
        since = phase if row["accumulation"] == "phase_to_date" else first
        return _finest([one for one in known if since <= one["start_date"] and one["end_date"] <= row["end_date"]
                        and one["period_code"] != row["period_code"]])
    wanted = {_month(row["end_date"])}
    if row["accumulation"] != own and (own == "phase_to_date" or first.month > 1 or row["value_kind"] == "estimate"):
        wanted.add(_month(first - timedelta(days=1)))
    if row["accumulation"] == "phase_to_date":
        wanted = {_month(row["end_date"])} | {(year, 12) for year in range(phase.year, row["end_date"].year)}
    return [one["period_code"] for one in known if one["is_month_figure"] and _month(one["as_of_date"]) in wanted]


def _finest(inside: list[dict]) -> list[str]:
    """Of months, quarters, halves and years those that cover most; of equal cover the finest."""
    kinds: dict[str, list[dict]] = defaultdict(list)
    for one in inside:
        kinds[one["period_type"]].append(one)
    cover = {kind: sum((one["end_date"] - one["start_date"]).days + 1 for one in ones) for kind, ones in kinds.items()}
    best = max(kinds, key=lambda kind: (cover[kind], len(kinds[kind])), default=None)
    return [one["period_code"] for one in kinds[best]] if best else []


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
