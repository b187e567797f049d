"""Rows that are the provinces of the country: regions and the whole country are subtotals and total, notes stand below."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from mtqg.readers.candidates import likest_units
from mtqg.readers.rows import BlockReading, RowMeaning, is_note
from mtqg.readers.texts import label_key
from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit, bare_key, name_key
from mtqg.registry.row_axes import ProvinceRows
from mtqg.registry.seeds import read_csv

_ROMAN = re.compile(r"[IVX]{1,5}\.?")
#: What rows that add up some of the provinces are called: `- Các tỉnh nhận bổ sung cân đối`.
_GROUP = re.compile(r"[-–+*\s]*(?:các\s+(?:tỉnh|thành phố|địa phương)|cộng|tổng|khu vực|vùng|miền|trong đó)\b", re.I)
#: `Tổng số - Total`, `Tây Nguyên - Central highlands`: the Vietnamese words stand first.
_TWO_TONGUES = re.compile(r"\s+[-–/]\s*|\s*[-–/]\s+|\n")


def province_rows(reading: BlockReading, axis: ProvinceRows) -> list[RowMeaning]:
    """The meaning of every row under the header that has a filled cell."""
    last = max((number for number in reading.filled_rows if _province(reading, number)), default=reading.row_numbers.start)
    meanings: list[RowMeaning] = []
    for number in reading.filled_rows:
        meanings.append(_meaning(reading, number, meanings, number > last))
    return meanings


def _meaning(reading: BlockReading, number: int, above: list[RowMeaning], is_below: bool) -> RowMeaning:
    row = reading.grid.rows[number]
    label, order = reading.label(number), reading.text(number, "order")
    unit = _province(reading, number)
    if unit is not None:
        return _figures(reading, number, "item", unit.admin_unit_code, unit.admin_unit_code)
    if row[reading.naming_column] == "" and _continues(reading, number, above):
        return above[-1]._replace(row=number, continues=True)
    if any(reading.is_total(text) for text in _first_tongue(label)):
        return _figures(reading, number, "total", "VN", "VN")
    if _ROMAN.fullmatch(order):
        code = _region(reading, number, label) or f"region:{order.rstrip('.')}"
        return _figures(reading, number, "subtotal", code, None)
    if label and reading.has_figures(number) and (code := _region(reading, number, label)):
        return _figures(reading, number, "subtotal", code, None)
    if not reading.has_figures(number) or (is_below and not label and not order and _is_phantom(reading, row)):
        return RowMeaning(number, "note")
    if is_note(label) or (is_below and not label):
        return reading.set_note_aside(number)
    if _GROUP.match(label):
        reading.find("R066", number, actual=label)
    else:
        reading.find("R009", number, actual=label or order or None,
                     expected=f"tỉnh, thành phố có trong năm{_near(reading, label)}",
                     details={"candidates": "; ".join(one.full_name_vi for one in _named(reading, label)[:5])})
    return RowMeaning(number, "quarantined")


def _near(reading: BlockReading, label: str) -> str:
    """Provinces of the day whose names are much like the label: for a person to see, never taken."""
    found = likest_units(label, reading.registry.units.provinces(reading.day)) if label else []
    return f"; gần nhất: {'; '.join(unit.full_name_vi for unit in found)}" if found else ""


def _figures(reading: BlockReading, number: int, kind, key: str, unit: str | None) -> RowMeaning:
    return RowMeaning(number, kind, key, unit, period_code=reading.period_code, as_of_date=reading.as_of_date)


def _province(reading: BlockReading, number: int) -> AdminUnit | None:
    label, order = reading.text(number, "row_label"), reading.text(number, "order")
    if not label or _ROMAN.fullmatch(order):
        return None
    found = _named(reading, label)
    return found[0] if len(found) == 1 else None


def _named(reading: BlockReading, label: str) -> list[AdminUnit]:
    """Provinces of that name on the day; spellings seen in budget tables count."""
    units, day = reading.registry.units, reading.day
    for text in _first_tongue(label):
        found = units.match(text, day, "province")
        if not found:
            codes = _variants(reading.registry).get(bare_key(name_key(text)[0]), ())
            found = [unit for code in codes if (unit := units.get(code, day)) is not None]
        if found:
            return found
    return []


@lru_cache(maxsize=4)
def _variants(registry: Registry) -> dict[str, tuple[str, ...]]:
    """Name without accents -> the provinces of that spelling, of both geographies."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for _, row in read_csv(registry.seeds / "name_variants.csv"):
        if row["admin_level"] == "province" and row["admin_unit_code"] and row["is_ambiguous"] == "0":
            found[bare_key(name_key(row["variant_text"])[0])][row["admin_unit_code"]] = None
    return {name: tuple(codes) for name, codes in found.items()}


def _first_tongue(label: str) -> Iterator[str]:
    """The label, and its words before a dash or a new line: `Thừa Thiên - Huế` is one name, `Tổng Số - Total` two tongues."""
    yield label
    parts = _TWO_TONGUES.split(label)
    if len(parts) > 1 and parts[0].strip():
        yield parts[0].strip()


def _region(reading: BlockReading, number: int, label: str) -> str | None:
    """The region of that name; a name over two rows goes on in the next one that has no figures of its own."""
    regions = reading.registry.regions(reading.day)
    below = number + 1 if number + 1 in reading.row_numbers else None
    more = reading.text(below, "row_label") if below and not reading.has_figures(below) else ""
    for text in (*_first_tongue(label), f"{label} {more}"):
        for region in regions:
            if _region_key(text) in {_region_key(name) for name in region.spellings}:
                return region.region_code
    return None


def _region_key(text: str) -> str:
    key = f" {label_key(text)} "
    for short, full in ((" db ", " dong bang "), (" dh ", " duyen hai "), (" t bo ", " trung bo "), (" vung ", " ")):
        key = key.replace(short, full)
    return key.strip()


def _continues(reading: BlockReading, number: int, above: list[RowMeaning]) -> bool:
    """The row has figures only where the total or subtotal above it has none: its words took two lines."""
    if not above or above[-1].kind not in ("total", "subtotal") or reading.text(number, "order"):
        return False
    upper, row = reading.grid.rows[above[-1].row], reading.grid.rows[number]
    filled = [position for position in reading.value_positions if row[position] != ""]
    return bool(filled) and all(upper[position] == "" or upper[position] in reading.footnote_marks for position in filled)


def _is_phantom(reading: BlockReading, row: list[Any]) -> bool:
    """Only zeros that formulas left behind."""
    return all(row[position] in ("", 0.0) for position in reading.value_positions)
