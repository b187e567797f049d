"""Rows that are administrative units: by code and by name, which must agree."""

from __future__ import annotations

import re
from typing import Any

from mtqg.readers.candidates import likest_units
from mtqg.readers.rows import BlockReading, RowMeaning, is_lettered, is_note
from mtqg.readers.unit_names import district_named, names_a_group, spelled
from mtqg.registry.admin_units import LAST_DAY_OF_63, AdminUnit, bare_key, name_key
from mtqg.registry.former_units import FormerUnit, former_units
from mtqg.registry.row_axes import AdminUnitRows

#: A code that became a number with a thousands dot.
_GROUPED_CODE = re.compile(r"^(\d{1,2})[.,](\d{3})$")


def unit_rows(reading: BlockReading, axis: AdminUnitRows) -> list[RowMeaning]:
    """The meaning of every row under the header that has a filled cell."""
    units = reading.registry.units.under(reading.admin_unit.admin_unit_code, reading.day, axis.level, axis.types)
    by_gso = {unit.gso_code: unit for unit in units}
    rows = reading.grid.rows
    meanings, parent = [], None
    for number in reading.filled_rows:
        row = rows[number]
        if reading.is_signature(number):
            meanings.append(RowMeaning(number, "note"))
            continue
        parent = reading.text(number, "parent_label") or parent
        meanings.append(_meaning(reading, axis, by_gso, number, row, parent))
    return meanings


def _meaning(reading: BlockReading, axis: AdminUnitRows, by_gso: dict[str, AdminUnit], number: int, row: list[Any],
             parent: str | None) -> RowMeaning:
    label, code = reading.label(number), _gso(reading.text(number, "row_code"))
    code = "" if code == label else code
    unit = by_gso.get(code)
    if unit is not None and label == unit.full_name_vi:
        return _item(reading, unit, number)
    if not code and (reading.is_total(label) or _is_province(reading, label)):
        code = reading.admin_unit.admin_unit_code
        return RowMeaning(number, "total", code, code, period_code=reading.period_code, as_of_date=reading.as_of_date)
    named = _named(reading, axis, label, parent) if label else []
    if label and not code:
        named = _over_rows(reading, axis, number, label, parent) or named
    if unit is not None and (not label or unit in named):
        return _item(reading, unit, number)
    if not code and len(named) == 1:
        return _item(reading, named[0], number)
    if not code and not named and (group := _group(reading, number, label)) is not None:
        return group
    if not code and not reading.is_table_row(number):
        return RowMeaning(number, "note")
    if number > reading.last_named or (unit is None and not named and is_note(label)):
        return reading.set_note_aside(number)
    former = None if unit or named else _former_unit(reading, axis, number, label, code)
    if former is not None:
        return _item(reading, former, number)
    _unresolved(reading, number, label, code, unit, named)
    return RowMeaning(number, "quarantined")


def _item(reading: BlockReading, unit: AdminUnit, number: int) -> RowMeaning:
    code = unit.admin_unit_code
    return RowMeaning(number, "item", code, code, period_code=reading.period_code, as_of_date=reading.as_of_date)


def _gso(text: str) -> str:
    """`00123` for `123`, `'123`, `000123`, `20195` for `20.195`; the text itself when it is no GSO code."""
    digits = _GROUPED_CODE.sub(r"\1\2", text.strip("' ")).lstrip("0")
    return digits.zfill(5) if digits.isdigit() and len(digits) <= 5 else text


def _named(reading: BlockReading, axis: AdminUnitRows, label: str, parent: str | None) -> list[AdminUnit]:
    units, province = reading.registry.units, reading.admin_unit.admin_unit_code
    parents = units.match(parent, reading.day, "district", province) if parent else []
    above = parents[0].admin_unit_code if len(parents) == 1 else None
    for name, district in spelled(reading.registry, reading.day, province, label):
        found = units.match(name, reading.day, axis.level, province, district or above)
        if found := [unit for unit in found if not axis.types or unit.unit_type_vi in axis.types]:
            return found
    return []


def _over_rows(reading: BlockReading, axis: AdminUnitRows, number: int, label: str, parent: str | None) -> list[AdminUnit]:
    """The one unit whose name goes on in the row below, or began in the row above, where only words stand."""
    if not reading.has_figures(number):
        return []
    for other in (number + 1, number - 1):
        words = _words_alone(reading, other)
        found = _named(reading, axis, f"{label} {words}" if other > number else f"{words} {label}", parent) if words else []
        if len(found) == 1:
            return found
    return []


def _group(reading: BlockReading, number: int, label: str) -> RowMeaning | None:
    """A heading, or the subtotal of a district; that of another group is set aside, and said."""
    has_figures, has_districts = reading.has_figures(number), reading.geography == "63"
    district = district_named(reading.registry, reading.day, reading.admin_unit.admin_unit_code, label) if has_districts else None
    if district is not None:
        return RowMeaning(number, "subtotal" if has_figures else "heading", district.admin_unit_code, district.admin_unit_code,
                          period_code=reading.period_code, as_of_date=reading.as_of_date)
    if label and not has_figures and (is_lettered(reading.text(number, "order")) or names_a_group(label, has_districts)):
        return RowMeaning(number, "heading")
    if label and has_figures and names_a_group(label, has_districts):
        reading.find("R066", number, actual=label)
        return RowMeaning(number, "quarantined")
    return None


def _words_alone(reading: BlockReading, number: int) -> str:
    """The label of a row that has nothing but it."""
    if number not in reading.row_numbers:
        return ""
    row = reading.grid.rows[number]
    return reading.text(number, "row_label") if len(row) - row.count("") == 1 else ""


def _is_province(reading: BlockReading, label: str) -> bool:
    name, kind = name_key(label)
    return kind in ("tỉnh", "thành phố") and bare_key(name) == bare_key(name_key(reading.admin_unit.name_vi)[0])


def _unresolved(reading: BlockReading, number: int, label: str, code: str, unit: AdminUnit | None,
                named: list[AdminUnit]) -> None:
    """Code and name that contradict each other, or a row that is no unit of the province on the day."""
    candidates = "; ".join(f"{found.gso_code} {found.full_name_vi}" for found in named[:5])
    if unit is not None:
        reading.find("R018", number, actual=f"{code} {label}", expected=f"{unit.gso_code} {unit.full_name_vi}",
                     details={"candidates": candidates})
    elif code and named:
        reading.find("R018", number, actual=f"{code} {label}", expected=candidates)
    else:
        reading.find("R009", number, actual=" ".join(filter(None, (code, label))) or None,
                     expected=f"đơn vị của {reading.admin_unit.full_name_vi}{_hint(reading, label, candidates)}",
                     details={"candidates": candidates})


def _former_unit(reading: BlockReading, axis: AdminUnitRows, number: int, label: str, code: str) -> AdminUnit | None:
    """The one commune of before the reform that the name means: the row is recorded against it, and that is said."""
    found = _former_units(reading, label) if axis.level == "commune" else []
    codes = {one.admin_unit_code for one in found}
    unit = reading.registry.units.get(codes.pop(), LAST_DAY_OF_63) if len(codes) == 1 else None
    if unit is None or code not in ("", unit.gso_code) or (axis.types and unit.unit_type_vi not in axis.types):
        return None
    reading.find("R067", number, actual=label, expected="; ".join(one.successor for one in found))
    return unit


def _former_units(reading: BlockReading, label: str) -> list[FormerUnit]:
    """Of the first spelling of the label that names some; before the reform there are none."""
    if reading.geography == "63":
        return []
    province = reading.admin_unit
    return next(filter(None, (former_units(reading.registry.seeds, name, province.gso_code) for name, _ in spelled(
        reading.registry, reading.day, province.admin_unit_code, label))), [])


def _hint(reading: BlockReading, label: str, candidates: str) -> str:
    """What a person may have meant: where a commune of that name went with the reform, or units of names much like it."""
    if candidates:
        return f": {candidates}"
    if former := dict.fromkeys(one.successor for one in _former_units(reading, label)):
        return f"; tên này có trước 01/07/2025, nay thuộc: {'; '.join([*former][:5])}"
    near = "; ".join(f"{one.gso_code} {one.full_name_vi}" for one in _near(reading, label))
    return f"; gần nhất: {near}" if near else ""


def _near(reading: BlockReading, label: str) -> list[AdminUnit]:
    """Units of the province whose names are much like the label: for a person to see, never taken."""
    axis = reading.block.row_axis
    return likest_units(label, reading.registry.units.under(
        reading.admin_unit.admin_unit_code, reading.day, axis.level, axis.types)) if label else []
