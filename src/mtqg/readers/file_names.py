"""What the name of a file says; it only helps, and is compared with what the workbook says."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator

from mtqg.readers.identity import form_code_in
from mtqg.readers.texts import bare, plain
from mtqg.registry.forms import Form
from mtqg.registry.periods import parse_period

_MONTH = re.compile(r"(?:thang|\bt)\s*(\d{1,2})\s*[-./_ ]\s*(?:nam\s*)?(20\d\d)\b")
_QUARTER = re.compile(r"(?:quy\s*|\bq)(iv|iii|ii|i|[1-4])\s*[-./_ ]\s*(?:nam\s*)?(20\d\d)\b")
_CODE = re.compile(r"\b(20\d\d)-(q[1-4]|s[12]|0[1-9]|1[0-2])\b")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def hints_of(name: str, forms: Container[str], form: Form, period_code: str) -> Iterator[tuple[str, str]]:
    """(`form` or `period`, the code that the name says) where the workbook says another."""
    stem = plain(name.rpartition("/")[2].rpartition(".")[0])
    code = form_code_in(stem)
    if code in forms and code != form.form_code:
        yield "form", code
    named = period_in(stem)
    if named and parse_period(named).period_type == parse_period(period_code).period_type and named != period_code:
        yield "period", named


def names_period(name: str, period_code: str) -> bool:
    """The file's name says this period: its month, quarter, or (of a year) the year."""
    stem = plain(name.rpartition("/")[2].rpartition(".")[0])
    return period_in(stem) == period_code or (period_code.isdigit() and period_code in re.findall(r"\d+", stem))


def period_in(stem: str) -> str | None:
    """The month or quarter in `thang 12-2024`, `T12.2024`, `quy III-2026`, `Q3.2026`, `2026-09`."""
    text = bare(stem).replace("_", " ")
    if found := _CODE.search(text):
        return f"{found[1]}-{found[2].upper()}"
    if found := _QUARTER.search(text):
        return f"{found[2]}-Q{_ROMAN.get(found[1]) or found[1]}"
    if (found := _MONTH.search(text)) and 1 <= int(found[1]) <= 12:
        return f"{found[2]}-{int(found[1]):02d}"
    return None
