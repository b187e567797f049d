"""When a province sends, what it calls the file, and where it puts it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.form_validity import in_force
from mtqg.registry.owed import nominal_due, owed_in_month
from mtqg.registry.periods import month_code, parse_period, period_as_of, period_label
from mtqg.registry.seeds import read_csv
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
    province: AdminUnit                 # or the country
    form_code: str
    period_code: str
    delivered_at: datetime
    days_late: int
    vintage: str | None = None          # preliminary or official, for forms that say it

    @property
    def folder(self) -> Path:
        return Path(self.source.folder) / self.form_code.lower().replace("-", "_")


def duties_in(registry: Registry, seed: int, source: Source, unit: AdminUnit, forms: tuple[str, ...],
              month_end: date) -> list[Duty]:
    """What the source owes with the month, in the order of the forms; on demand it sends its summary with every month."""
    found = []
    for form_code in (code for code in forms if code in source.form_codes):
        if registry.forms[form_code].period_type == "any":
            found.append(duty(registry, seed, source, unit, form_code, period_as_of(month_end)))
        for owed in owed_in_month(registry.obligations, month_end):
            row = owed.obligation
            is_mine = (row.form_code, row.agency_code) == (form_code, source.agency_code)
            if is_mine and source.in_force(parse_period(owed.period_code).end):
                found.append(duty(registry, seed, source, unit, form_code, owed.period_code, row.vintage))
    return found


def duty(registry: Registry, seed: int, source: Source, province: AdminUnit, form_code: str, period_code: str,
         vintage: str | None = None) -> Duty:
    """The duty with its time of delivery, a pure function of seed, source, form, period and vintage."""
    stated = vintage if vintage in ("preliminary", "official") else None
    purpose = "/".join([source.admin_unit_code, form_code, period_code, *([stated] if stated else [])])
    due, grace = due_day(registry, source, form_code, period_code, vintage)
    is_late = one(seed, f"late/{purpose}") < LATE_SHARE and grace is not None
    days_late = 1 + pick(seed, f"days-late/{purpose}", 5) if is_late else 0
    day = due + timedelta(days=grace + days_late) if is_late else due - timedelta(days=pick(seed, f"early/{purpose}", 6))
    clock = time(8, 0) if is_late else time(7, 30)
    delivered = datetime.combine(day, clock, TIME_ZONE) + timedelta(minutes=pick(seed, f"minute/{purpose}", 540))
    return Duty(source, province, form_code, period_code, delivered, days_late, stated)


def due_day(registry: Registry, source: Source, form_code: str, period_code: str,
            vintage: str | None = None) -> tuple[date, int | None]:
    """(day on which the form is due, days of grace; None for a form that is owed on demand).

    A source that began in the middle of a year owes the plan of the year by the end of its first month.
    """
    end = parse_period(period_code).end
    found = next((row for row in registry.obligations.values() if row.form_code == form_code and in_force(row, end)
                  and row.agency_code == source.agency_code and vintage in (None, row.vintage)), None)
    if found is None or found.due_rule == "none":
        return _working_day(registry, end + timedelta(days=_ON_DEMAND_DAYS)), None
    due = max(nominal_due(found, end), parse_period(month_code(source.valid_from)).end)
    return (_working_day(registry, due) if found.roll_rule == "next_working_day" else due), found.grace_days or 0


def _working_day(registry: Registry, day: date) -> date:
    """The day itself, or the first working day after it."""
    holidays = _holidays(registry.seeds)
    while not holidays.get(day, day.weekday() < 5):
        day += timedelta(days=1)
    return day


@cache
def _holidays(seeds: Path) -> dict[date, bool]:
    return {date.fromisoformat(row["date"]): row["is_working_day"] == "1" for _, row in read_csv(seeds / "holidays.csv")}


def file_name(seed: int, province: AdminUnit, form_code: str, period_code: str, suffix: str = "",
              vintage: str | None = None) -> str:
    """The name a province gives the file: each province keeps to its own manner."""
    plain = without_accents(province.name_vi)
    words, short, accented = _period_words(period_code)
    manner = pick(seed, f"manner/{province.admin_unit_code}", 4)
    name = (f"Bieu {form_code} {words} {plain}", f"{form_code}_{short}_{plain.replace(' ', '')}",
            f"Biểu {form_code} {accented} - {province.name_vi}", f"{plain} - bao cao {form_code} {words}")[manner]
    return f"{name}{' so bo' if vintage == 'preliminary' else ''}{suffix}.xlsx"


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
