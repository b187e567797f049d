"""What a workbook says of itself: form, reporting unit, period, day, measure unit, from its visible lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from mtqg.readers.texts import bare, label_key, plain, shown
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit, bare_key, name_key
from mtqg.registry.forms import Edition, IdentityLine
from mtqg.registry.periods import parse_period, read_day, read_period

_FORM_CODE = re.compile(r"\b([A-Z]{2,4})\s*[-–_]\s*([A-Z]?\d{1,2})\b")
_TITLE_PERIOD = re.compile(r"^\W*(tháng|quý|6 tháng|\d{1,2} tháng|năm|kỳ)\b.*\d", re.I)
_UNIT_WORD = re.compile(r"\b(tỉnh|thành phố|tp\.?)\s+(.+)$", re.I)
_MONEY_UNIT = re.compile(r"(?:nghìn|ngàn|triệu|tr\.?|tỷ|tỉ|1[.,]?000(?:[.,]?000)?)?\s*(?:đồng|đ|vnđ)\b", re.I)
#: What parts two provinces named in one line.
_AND = re.compile(r"[,;/&+]|\bvà\b", re.I)
_BELOW_PROVINCE = re.compile(r"\b(?:huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|h\.|tx\.)\s", re.I)
_ROWS_SEARCHED = 25


@dataclass(frozen=True, slots=True)
class Said:
    """A line of the heading: what it says, and where."""

    text: str
    sheet: str
    row: int
    column: int


@dataclass(slots=True)
class Heading:
    """All that the heading says, by key of the identity lines; a key said twice has two entries."""

    said: dict[str, list[Said]] = field(default_factory=dict)
    titles: list[Said] = field(default_factory=list)

    def first(self, key: str) -> Said | None:
        return next(iter(self.said.get(key, ())), None)


def read_heading(grid: SheetGrid, edition: Edition, before_row: int | None = None) -> Heading:
    """The identity lines above the table (of the first rows where no table is known)."""
    heading = Heading()
    labels = sorted(((bare(plain(label)), line) for line in edition.identity for label in (line.label_vi, *line.also)),
                    key=lambda pair: -len(pair[0]))
    for number, row in enumerate(grid.rows[: _ROWS_SEARCHED if before_row is None else before_row]):
        for position, value in enumerate(row):
            for text in value.splitlines() if type(value) is str else ():
                text = plain(text)
                if not text:
                    continue
                found = _line(text, labels) or _over_rows(grid, number, position, text, labels)
                if found is None:
                    heading.titles.append(Said(text, grid.name, number, position))
                    continue
                said = found[1] or _next_filled(row, position)
                if found[0].place == "title" and not read_period(said):
                    below = _next_filled(grid.rows[number + 1], -1) if number + 1 < len(grid.rows) else ""
                    said = below if read_period(below) else text
                heading.said.setdefault(found[0].key, []).append(Said(said, grid.name, number, position))
    return heading


def _line(text: str, labels: list[tuple[str, IdentityLine]]) -> tuple[IdentityLine, str] | None:
    """(the line, what it says) of `Kỳ báo cáo: …`, also in brackets or behind a dash."""
    text = text.lstrip("-*+•– ")
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    low = bare(text)
    for label, line in labels:
        if not low.startswith(label):
            continue
        rest = text[len(label):].lstrip()
        if not rest or rest[0] in ":：":
            return line, rest.lstrip(":： ").strip()
        says = {"as_of_date": read_day, "form_code": form_code_in, "measure_unit": _MONEY_UNIT.match}.get(line.key)
        if (says and says(rest)) or (line.place == "title" and (read_period(rest) or not rest)):
            return line, rest
    return None


def _over_rows(grid: SheetGrid, number: int, position: int, text: str,
               labels: list[tuple[str, IdentityLine]]) -> tuple[IdentityLine, str] | None:
    """The title that begins on this row and goes on in the next ones."""
    for below in range(number + 1, min(number + 3, len(grid.rows))):
        if not any(line.place == "title" and label.startswith(bare(text)) for label, line in labels):
            return None
        text = plain(f"{text} {_next_filled(grid.rows[below], position - 1)}")
        found = _line(text, labels)
        if found is not None and found[0].place == "title":
            return found
    return None


def _next_filled(row: list[Any], position: int) -> str:
    return next((plain(_spoken(value)) for value in row[position + 1:] if value != ""), "")


def _spoken(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date | datetime) else shown(value)


def form_code_in(text: str) -> str | None:
    """`TH-01` in `Biểu số: TH - 01`."""
    found = _FORM_CODE.search(plain(text).upper())
    return f"{found[1]}-{found[2].zfill(2)}" if found else None


def period_said(heading: Heading) -> tuple[Said | None, str | None]:
    """(the line, the period code it holds): the labelled line, else a title line such as `QUÝ III NĂM 2026`."""
    for said in heading.said.get("period", ()):
        if code := read_period(said.text):
            return said, code
    for said in heading.titles:
        if _TITLE_PERIOD.match(said.text) and (code := read_period(said.text)):
            return said, code
    return heading.first("period"), None


#: Words of a legal text or a comparison: a month or year beside them is not that of the report.
_OF_ANOTHER = re.compile(r"quyết định|thông tư|nghị (?:định|quyết)|công văn|công bố|ban hành|kèm theo|căn cứ|theo |mẫu|biểu|"
                         r"giai đoạn|so với|kế hoạch|ngày|chuẩn|đến năm|dự án", re.I)
_PERIOD_OF_TITLE = {
    "month": re.compile(r"\btháng\s+\d{1,2}\s*(?:năm|[/.-])\s*\d\.?\d{3}\b", re.I),
    "quarter": re.compile(r"\bquý\s+(?:IV|III|II|I|[1-4])\s*(?:năm|[/.,-])?\s*\d\.?\d{3}\b", re.I),
    "half": re.compile(r"\b6\s+tháng\s+(?:đầu|cuối)\s+năm\s+\d\.?\d{3}\b", re.I),
    "year": re.compile(r"\bnăm\s+\d\.?\d{3}\W*$", re.I),
}


def other_periods(heading: Heading, edition: Edition, code: str) -> list[tuple[Said, str]]:
    """Lines that name a period of the same kind and another one, and that one: labelled lines, and titles about the report.

    Of years only the form's own title counts: others name the year of a law or of a comparison.
    """
    kind, found = parse_period(code).period_type, []
    labelled = [(said, read_period(said.text)) for said in heading.said.get("period", ())]
    pattern = _PERIOD_OF_TITLE.get(kind)
    own = tuple(label_key(text) for text in edition.title)
    titles = [(said, read_period(match[0])) for said in heading.titles
              if pattern and (match := pattern.search(said.text))
              and (label_key(said.text).startswith(own) if kind == "year" else not _OF_ANOTHER.search(said.text))]
    for said, other in (*labelled, *titles):
        if other is not None and other != code and parse_period(other).period_type == kind:
            found.append((said, other))
    return found


def day_said(heading: Heading) -> tuple[Said | None, date | None]:
    """(the line, the day it holds)."""
    for said in heading.said.get("as_of_date", ()):
        if day := read_day(said.text):
            return said, day
    return heading.first("as_of_date"), None


#: Words of the line `Loại số liệu`: before 15/11 and before 20/12 of the year (QĐ 24/2021/QĐ-TTg).
_VINTAGES = {"so bo": "preliminary", "chinh thuc": "official"}


def vintage_said(heading: Heading) -> str | None:
    """`preliminary` or `official`, where the heading has a line for it."""
    for said in heading.said.get("vintage", ()):
        for words, vintage in _VINTAGES.items():
            if words in bare(said.text):
                return vintage
    return None


def unit_said(text: str, registry: Registry, day: date) -> AdminUnit | None:
    """The province in `UBND tỉnh Quảng Nam`, `Sở Tài chính thành phố Đà Nẵng`, `Quảng Nam`; None if none or several."""
    parts = (part for part in _AND.split(text) if not _BELOW_PROVINCE.search(part))     # `huyện Hòa Bình, tỉnh Bạc Liêu`
    if len({unit.admin_unit_code for part in parts if (unit := _one_said(part, registry, day))}) > 1:
        return None
    return _one_said(text, registry, day)


def _one_said(text: str, registry: Registry, day: date) -> AdminUnit | None:
    for words in _unit_words(text):
        found = registry.units.match(words, day, "province")
        if len(found) == 1:
            return found[0]
    low = f" {bare_key(name_key(text)[0])} "
    inside = [unit for unit in registry.units.provinces(day) if f" {bare_key(name_key(unit.name_vi)[0])} " in low]
    longest = max((len(unit.name_vi) for unit in inside), default=0)
    inside = [unit for unit in inside if len(unit.name_vi) == longest]
    return inside[0] if len(inside) == 1 else None


#: The sender's name at the head of a sheet: `UBND TỈNH KON TUM`, `SỞ TÀI CHÍNH TỈNH KON TUM`.
_LETTERHEAD = re.compile(r"(?:ubnd|[uủ]ỷ? ban nhân dân|ủy ban|uỷ ban|sở|văn phòng|ban|chi cục|tỉnh|thành phố|tp\.?)\s", re.I)


def letterhead_said(heading: Heading, registry: Registry, day: date) -> tuple[Said | None, AdminUnit | None]:
    """(its line, the one province that the sender's own lines at the head of the sheet name); none where they name several."""
    named = [(said, unit) for said in heading.titles if _LETTERHEAD.match(said.text)
             if (unit := unit_said(said.text, registry, day)) is not None]
    return named[0] if len({unit.admin_unit_code for _, unit in named}) == 1 else (None, None)


def _unit_words(text: str) -> Iterable[str]:
    yield text
    if found := _UNIT_WORD.search(text):
        yield found[0]
        yield re.split(r"[,;(]| - ", found[0])[0]
