"""When a province sends, what it calls the file, and where it puts it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.periods import parse_period, period_label
from mtqg.registry.seeds import Obligation, read_csv
from mtqg.registry.sources import Source
from mtqg.sample.draws import one, pick
from mtqg.settings import TIME_ZONE

#: Share of deliveries that come after the days of grace.
LATE_SHARE = 0.06
_ROMAN = ("I", "II", "III", "IV")
#: A summary has no due day: it comes with the monthly report.
_ON_DEMAND_DAYS = 12


@dataclass(frozen=True)
class Duty:
    """One form that one source owes for one period; `days_late` counts after the days of grace."""

    source: Source
    province: AdminUnit
    form_code: str
    period_code: str
    delivered_at: datetime
    days_late: int

    @property
    def folder(self) -> Path:
        return Path(self.source.folder) / self.form_code.lower().replace("-", "_")


def duty(registry: Registry, seed: int, source: Source, province: AdminUnit, form_code: str, period_code: str) -> Duty:
    """The duty with its time of delivery, a pure function of seed, source, form and period."""
    purpose = f"{source.admin_unit_code}/{form_code}/{period_code}"
    due, grace = due_day(registry, form_code, period_code)
    is_late = one(seed, f"late/{purpose}") < LATE_SHARE and grace is not None
    days_late = 1 + pick(seed, f"days-late/{purpose}", 5) if is_late else 0
    day = due + timedelta(days=grace + days_late) if is_late else due - timedelta(days=pick(seed, f"early/{purpose}", 6))
    clock = time(8, 0) if is_late else time(7, 30)
    delivered = datetime.combine(day, clock, TIME_ZONE) + timedelta(minutes=pick(seed, f"minute/{purpose}", 540))
    return Duty(source, province, form_code, period_code, delivered, days_late)


def due_day(registry: Registry, form_code: str, period_code: str) -> tuple[date, int | None]:
    """(day on which the form is due, days of grace; None for a form that is owed on demand)."""
    end = parse_period(period_code).end
    found = next((row for row in registry.obligations.values() if row.form_code == form_code and _holds(row, end)), None)
    if found is None or found.due_days is None:
        return _working_day(registry, end + timedelta(days=_ON_DEMAND_DAYS)), None
    due = end + timedelta(days=found.due_days - (0 if found.is_due_day_included else 1))
    return (_working_day(registry, due) if found.roll_rule == "next_working_day" else due), found.grace_days or 0


def _holds(row: Obligation, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def _working_day(registry: Registry, day: date) -> date:
    """The day itself, or the first working day after it."""
    holidays = _holidays(registry.seeds)
    while not holidays.get(day, day.weekday() < 5):
        day += timedelta(days=1)
    return day


@cache
def _holidays(seeds: Path) -> dict[date, bool]:
    return {date.fromisoformat(row["date"]): row["is_working_day"] == "1" for _, row in read_csv(seeds / "holidays.csv")}


def file_name(seed: int, province: AdminUnit, form_code: str, period_code: str, suffix: str = "") -> str:
    """The name a province gives the file: each province keeps to its own manner."""
    plain = without_accents(province.name_vi)
    words, short, accented = _period_words(period_code)
    manner = pick(seed, f"manner/{province.admin_unit_code}", 4)
    name = (f"Bieu {form_code} {words} {plain}", f"{form_code}_{short}_{plain.replace(' ', '')}",
            f"Biểu {form_code} {accented} - {province.name_vi}", f"{plain} - bao cao {form_code} {words}")[manner]
    return f"{name}{suffix}.xlsx"


def _period_words(period_code: str) -> tuple[str, str, str]:
    """(`thang 12-2024`, `T12.2024`, `tháng 12 năm 2024`) and the like for quarters and years."""
    period = parse_period(period_code)
    year, month, label = period.end.year, period.end.month, period_label(period_code)
    accented = label[0].lower() + label[1:]
    match period.period_type:
        case "month":
            return f"thang {month}-{year}", f"T{month:02d}.{year}", accented
        case "quarter":
            return f"quy {_ROMAN[month // 3 - 1]}-{year}", f"Q{month // 3}.{year}", accented
    return f"nam {year}", str(year), accented


def without_accents(text: str) -> str:
    """The text in plain letters, as most file names have it."""
    bare = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(mark for mark in bare if not unicodedata.combining(mark))
