"""Reporting periods: codes, their days, and how Vietnamese reports write them."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
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
    raise ValueError(f"not a period code: {code!r}")


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


_DAY = re.compile(r"(?:ngày\s+)?(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d)\.?(\d{3})\b", re.I)
_DAY_WORDS = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d)\.?(\d{3})", re.I)
_MONTH = re.compile(r"tháng\s+(\d{1,2})\s*(?:,?\s*năm|[/.,-])\s*(\d)\.?(\d{3})", re.I)
#: A cell that says nothing but a month: `9/2026`, `T9.2026`, `6/2.025`; and what Excel makes of it when it is typed.
_BARE_MONTH = re.compile(r"t?\s*(\d{1,2})\s*[/.-]\s*(\d)\.?(\d{3})", re.I)
_ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:T.*)?")
#: A year beside these is not the whole period.
_PART_OF_YEAR = re.compile(r"tháng|quý|tuần|\d\s*/\s*\d", re.I)
_QUARTER = re.compile(r"(?:quý\s+|\bq\s*[./]?\s*)(IV|III|II|I|[1-4])\s*(?:năm|[/.,-])?\s*(\d)\.?(\d{3})", re.I)
_HALF = re.compile(r"6\s+tháng\s+(đầu|cuối)\s+năm\s+(\d)\.?(\d{3})", re.I)
_MONTHS = re.compile(r"\b(\d{1,2})\s+tháng\s+(?:đầu\s+)?năm\s+(\d)\.?(\d{3})", re.I)
_YEARS = re.compile(r"(?:giai đoạn|năm)?\s*(\d{4})\s*[-–]\s*(\d{4})", re.I)
_YEAR = re.compile(r"(?:năm\s+)?(\d)\.?(\d{3})", re.I)


def read_day(text: str) -> date | None:
    """The day in `đến ngày 23/10/2023`, `ngày 31 tháng 12 năm 2024` or `2024-12-31`; a thousands dot in the year is read over."""
    text = _with_accents(text)
    if found := _ISO_DAY.fullmatch(text.strip()):
        return _day(found[1])
    for pattern in (_DAY_WORDS, _DAY):
        if found := pattern.search(text):
            day, month, thousand, rest = found.groups()
            try:
                return date(int(thousand + rest), int(month), int(day))
            except ValueError:
                return None
    return None


def read_period(text: str) -> str | None:
    """The period code of `Quý III năm 2026`, `Tháng 9 năm 2026`, `6 tháng đầu năm 2022`, `Năm 2.024`; None if none."""
    text = _with_accents(" ".join(text.split()))
    if found := _ISO_DAY.fullmatch(text):
        day = _day(found[1])
        return day and (month_code(day) if day.day == 1 else period_as_of(day))
    if _is_code(text):
        return text
    if (found := _BARE_MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        return f"{found[2]}{found[3]}-{int(found[1]):02d}"
    if _DAY_WORDS.search(text) or _DAY.search(text):
        day = read_day(text)
        return day and period_as_of(day)
    if found := _QUARTER.search(text):
        number = _ROMAN.get(found[1].lower()) or int(found[1])
        return f"{found[2]}{found[3]}-Q{number}"
    if found := _HALF.search(text):
        return f"{found[2]}{found[3]}-S{1 if found[1].lower() == 'đầu' else 2}"
    if (found := _MONTHS.search(text)) and 1 <= int(found[1]) <= 12:
        year = found[2] + found[3]
        return year if int(found[1]) == 12 else f"{year}-01--{year}-{int(found[1]):02d}"
    if (found := _MONTH.search(text)) and 1 <= int(found[1]) <= 12:
        return f"{found[2]}{found[3]}-{int(found[1]):02d}"
    if (found := _YEARS.search(text)) and found[1] <= found[2]:
        return f"{found[1]}--{found[2]}" if found[1] < found[2] else found[1]
    if (found := _YEAR.search(text)) and not _PART_OF_YEAR.search(text) and "1990" <= found[1] + found[2] <= "2099":
        return found[1] + found[2]
    return None


#: Words of a period as they are typed without accents: `THANG 12 NAM 2024`.
_ACCENTS = {"thang": "tháng", "nam": "năm", "quy": "quý", "dau": "đầu", "cuoi": "cuối", "ngay": "ngày", "giai doan": "giai đoạn"}
_BARE_WORD = re.compile(rf"\b(?:{'|'.join(_ACCENTS)})\b", re.I)


def _with_accents(text: str) -> str:
    """A text without any accent with those that the words of a period have."""
    return _BARE_WORD.sub(lambda found: _ACCENTS[found[0].lower()], text) if text.isascii() else text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_code(text: str) -> bool:
    """The text is a period code, as the exchange shape writes it; a year alone is a year."""
    return any(kind != "year" and pattern.fullmatch(text) for kind, pattern in _PATTERNS) and _is_period(text)


def _is_period(code: str) -> bool:
    try:
        return bool(parse_period(code))
    except ValueError:
        return False


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
