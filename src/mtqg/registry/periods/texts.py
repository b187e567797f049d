"""Days and periods as Vietnamese reports write them."""

from __future__ import annotations

import re
from datetime import date

from mtqg.registry.periods.codes import is_code, month_code, period_as_of

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
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
    if len(text) != 4 and is_code(text):            # as the exchange shape writes it; a year alone is read below
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
