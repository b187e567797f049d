"""Rows that are indicators: code or name, measure unit and period of each row."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.texts import label_key, words_key
from mtqg.registry import Registry
from mtqg.registry.periods import Period, parse_period, read_period
from mtqg.registry.reference_lists import Indicator
from mtqg.registry.row_axes import IndicatorRows

#: So much (of 100) must a name resemble the label to be shown beside it.
_NEAR_SCORE, _MOST_SHOWN = 66, 3
_AFTER_DASH = re.compile(r"(.+\S)\s+[-–]\s+(\S.*)")
_AFTER_BRACKET = re.compile(r"(.+\S)\s*\(([^()]+)\)")


def indicator_rows(reading: BlockReading, axis: IndicatorRows) -> list[RowMeaning]:
    """The meaning of every row under the header that has a filled cell."""
    headings = {label_key(group.label_vi) for group in axis.groups}
    meanings = []
    for number in reading.filled_rows:
        is_note = reading.is_signature(number)
        row = reading.grid.rows[number]
        meanings.append(RowMeaning(number, "note") if is_note else _meaning(reading, headings, number, row))
    return meanings


def _meaning(reading: BlockReading, headings: set[str], number: int, row: list[Any]) -> RowMeaning:
    label, code = reading.text(number, "row_label"), reading.text(number, "row_code")
    is_bare = not code and not reading.has_figures(number) and not reading.text(number, "measure_unit")
    if is_bare and (label_key(label) in headings or not named_indicators(reading.registry, label)[0]):
        is_heading = label_key(label) in headings or reading.is_table_row(number)
        return RowMeaning(number, "heading" if is_heading else "note")
    indicator, breakdown = _indicator(reading, number, label, code)
    if indicator is None:
        return RowMeaning(number, "quarantined")
    period = _period(reading, number, row)
    if period is None:
        return RowMeaning(number, "quarantined")
    if not _in_force(indicator, period):
        reading.find("R009", number, "row_code", actual=indicator.code, indicator_code=indicator.code,
                     expected=f"{indicator.valid_from} - {indicator.valid_to or ''}", details={"period": period.code})
        return RowMeaning(number, "quarantined")
    return _item(reading, number, row, indicator, breakdown, period)


def _indicator(reading: BlockReading, number: int, label: str, code: str) -> tuple[Indicator | None, str]:
    registry = reading.registry
    named, named_breakdown = named_indicators(registry, label)
    if not named and (alias := registry.aliases.code("indicator", label, reading.day, reading.admin_unit.admin_unit_code)):
        named, named_breakdown = (alias.partition(":")[0],), alias.partition(":")[2] or "_T"
    if code:
        code = registry.aliases.code("indicator", code, reading.day, reading.admin_unit.admin_unit_code) or code
        indicator_code, _, breakdown = code.partition(":")
        indicator, breakdown = registry.indicators.get(indicator_code.strip().upper()), breakdown.strip().upper() or "_T"
        unknown = [part for part in breakdown.split(".") if part not in registry.breakdowns]
        if indicator is None or unknown:
            reading.find("R069", number, "row_code", actual=code, expected=_near(registry, label, named))
            return None, "_T"
        if named and indicator.code not in named:
            reading.find("R018", number, actual=f"{code} {label}", expected=f"{code} {indicator.name_vi}")
            return None, "_T"
        return indicator, breakdown
    if len(named) == 1:
        return registry.indicators[named[0]], named_breakdown
    reading.find("R069", number, actual=label or None, expected=_near(registry, label, named))
    return None, "_T"


@lru_cache(maxsize=1024)
def _near(registry: Registry, label: str, named: tuple[str, ...]) -> str:
    """`GN.HN Số hộ nghèo; …`: the indicators that the words name, or those of names much like them; for a person to see."""
    rows = list(registry.indicators.values())
    found = [registry.indicators[code] for code in named] or [rows[index] for _, _, index in process.extract(
        label_key(label), [label_key(row.name_vi) for row in rows], scorer=fuzz.token_sort_ratio, score_cutoff=_NEAR_SCORE)]
    shown = "; ".join(f"{row.code} {row.name_vi}" for row in found[:_MOST_SHOWN])
    return shown or "không có tên nào gần giống | no name is much like it"


@lru_cache(maxsize=8192)
def named_indicators(registry: Registry, label: str) -> tuple[tuple[str, ...], str]:
    """(indicators of that name, breakdown): `Tỷ lệ hộ nghèo`, `… - Khu vực nông thôn` and `… (khu vực nông thôn)` differ."""
    names, breakdowns = names_of_rows(registry)
    if found := _by_name(names, label):
        return found, "_T"
    for pattern in (_AFTER_DASH, _AFTER_BRACKET):
        parts = pattern.fullmatch(label)
        breakdown = breakdowns.get(words_key(parts[2])) if parts else None
        if parts and breakdown and (found := _by_name(names, parts[1])):
            return found, breakdown
    return (), "_T"


def _by_name(names: dict[str, tuple[str, ...]], label: str) -> tuple[str, ...]:
    """Words in brackets belong to a name: left out they may be, but others are another name."""
    return names.get(words_key(label), ()) if label else ()


@lru_cache(maxsize=4)
def names_of_rows(registry: Registry) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
    """Keys of the names of indicators, with and without their words in brackets, and of breakdowns."""
    found: dict[str, list[str]] = defaultdict(list)
    for indicator in registry.indicators.values():
        for key in {words_key(indicator.name_vi): None, label_key(indicator.name_vi): None}:
            found[key].append(indicator.code)
    breakdowns = {words_key(row.name_vi): row.code for row in registry.breakdowns.values() if row.code != "_T"}
    return {name: tuple(codes) for name, codes in found.items()}, breakdowns


def _period(reading: BlockReading, number: int, row: list[Any]) -> Period | None:
    """The period of the row's figures: its own where it says one, else that of the report."""
    text = reading.text(number, "period")
    code = read_period(text) if text else reading.period_code
    if code is None:
        reading.find("R006", number, "period", actual=text)
        return None
    return parse_period(code)


def _in_force(indicator: Indicator, period: Period) -> bool:
    first_needed = period.end if indicator.accumulation == "at_date" else period.start
    return indicator.valid_from <= period.end and (indicator.valid_to is None or first_needed <= indicator.valid_to)


def _item(reading: BlockReading, number: int, row: list[Any], indicator: Indicator, breakdown: str, period: Period) -> RowMeaning:
    units, breakdowns = reading.registry.measure_units, reading.registry.breakdowns
    changed = [breakdowns[part].measure_unit_code for part in breakdown.split(".")]
    unit = units[next((code for code in changed if code), indicator.measure_unit_code)]
    label = reading.text(number, "measure_unit") or None
    read = reading.labels.read(label, unit.code) if label else unit
    if read is None:
        reading.find("R016", number, "measure_unit", actual=label, expected=unit.name_vi, indicator_code=indicator.code)
    is_own = period.code == reading.period_code
    return RowMeaning(
        number, "item", f"{indicator.code}:{breakdown}:{period.code}", reading.admin_unit.admin_unit_code,
        indicator_code=indicator.code, breakdown_code=breakdown, period_code=period.code,
        as_of_date=reading.as_of_date if is_own else period.end, unit=read or unit, unit_label=label,
        is_unit_unknown=read is None)
