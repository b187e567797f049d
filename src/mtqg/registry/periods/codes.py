"""Codes of reporting periods: their days, what comes before and after, and what a report calls them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_PATTERNS = (
    ("year", re.compile(r"(\d{4})")),
    ("half", re.compile(r"(\d{4})-S([12])")),
    ("quarter", re.compile(r"(\d{4})-Q([1-4])")),
    ("month", re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    ("month_range", re.compile(r"(\d{4})-(0[1-9]|1[0-2])--(\d{4})-(0[1-9]|1[0-2])")),
    ("year_range", re.compile(r"(\d{4})--(\d{4})")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period; `end` is its last day."""

    code: str
    period_type: str
    start: date
    end: date


@lru_cache(maxsize=4096)
def parse_period(code: str) -> Period:
    """The period of a code such as `2026`, `2026-S1`, `2026-Q3`, `2026-09`, `2022-01--2022-08`, `2022--2023`.

    ValueError: the text is no such code, or the range runs backwards.
    """
    for period_type, pattern in _PATTERNS:
        if found := pattern.fullmatch(code):
            first, last = _months(period_type, [int(part) for part in found.groups()])
            start = date(first[0], first[1], 1)
            end = date(last[0], last[1], monthrange(*last)[1])
            if end < start:
                break
            return Period(code, period_type, start, end)
    raise ValueError(f"kỳ viết sai | not a period code: {code!r}; viết | write 2026-09, 2026-Q3, 2026")


def _months(period_type: str, parts: list[int]) -> tuple[tuple[int, int], tuple[int, int]]:
    year = parts[0]
    match period_type:
        case "year":
            return (year, 1), (year, 12)
        case "half":
            return (year, 6 * parts[1] - 5), (year, 6 * parts[1])
        case "quarter":
            return (year, 3 * parts[1] - 2), (year, 3 * parts[1])
        case "month":
            return (year, parts[1]), (year, parts[1])
        case "month_range":
            return (year, parts[1]), (parts[2], parts[3])
    return (year, 1), (parts[1], 12)


def is_code(text: str) -> bool:
    """Whether the text is a period code; few texts are, and the others cost no exception."""
    if not any(pattern.fullmatch(text) for _, pattern in _PATTERNS):
        return False
    try:
        return bool(parse_period(text))
    except ValueError:
        return False


def month_code(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def next_month(code: str) -> str:
    end = parse_period(code).end
    return f"{end.year + end.month // 12}-{end.month % 12 + 1:02d}"


def previous_month(day: date) -> str:
    return f"{day.year - (day.month == 1)}-{(day.month - 2) % 12 + 1:02d}"


def period_as_of(day: date) -> str:
    """The period to which a figure as of a day belongs: its month, or the year when the day is 31 December."""
    return str(day.year) if (day.month, day.day) == (12, 31) else month_code(day)


#: Months from one time to the next that figures of a cadence (column `cadence` of the indicators) are due.
_MONTHS_BETWEEN = {"monthly": 1, "quarterly": 3, "semiannual": 6, "annual": 12}


def falls_due(cadence: str, period: Period) -> bool:
    """Whether figures of that cadence are due with a period: the year's with December, the quarter's with March and June."""
    return period.end.month % _MONTHS_BETWEEN[cadence] == 0


def periods_ending_in(month: str) -> list[str]:
    """The month itself, and the quarter, half and year that end with it."""
    end = parse_period(month).end
    codes = [month]
    if end.month % 3 == 0:
        codes.append(f"{end.year}-Q{end.month // 3}")
    if end.month % 6 == 0:
        codes.append(f"{end.year}-S{end.month // 6}")
    if end.month == 12:
        codes.append(str(end.year))
    return codes


def period_label(code: str) -> str:
    """How a Vietnamese report writes the period: `Tháng 9 năm 2026`, `Quý III năm 2026`, `Năm 2024`."""
    period = parse_period(code)
    year = period.end.year
    match period.period_type:
        case "month":
            return f"Tháng {period.end.month} năm {year}"
        case "quarter":
            return f"Quý {('I', 'II', 'III', 'IV')[period.end.month // 3 - 1]} năm {year}"
        case "half":
            return f"6 tháng {'đầu' if period.end.month == 6 else 'cuối'} năm {year}"
        case "year":
            return f"Năm {year}"
        case "year_range":
            return f"Giai đoạn {period.start.year}-{year}"
    if (period.start.year, period.start.month) == (year, 1):
        return f"{period.end.month} tháng năm {year}"
    return f"Từ tháng {period.start.month}/{period.start.year} đến tháng {period.end.month}/{year}"
