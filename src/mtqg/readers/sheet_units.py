"""The measure unit that a sheet or a column prints: which one its figures are in; lines that contradict each other are said."""

from __future__ import annotations

import re
from dataclasses import replace

from mtqg.model import Finding
from mtqg.readers.cells import address
from mtqg.readers.header import Header, is_number_row
from mtqg.readers.identity import Said
from mtqg.readers.recognised import Recognised
from mtqg.readers.rows import BlockReading
from mtqg.readers.texts import in_brackets, plain
from mtqg.readers.units import UnitLabels
from mtqg.readers.workbook import SheetGrid
from mtqg.registry.forms import Column, IdentityLine
from mtqg.registry.reference_lists import MeasureUnit


class SheetUnit:
    """The measure unit that a sheet prints above its table (`Đơn vị tính: Triệu đồng`)."""

    def __init__(self, label: str | None = None):
        self.label = label

    def of(self, column: Column, expected: MeasureUnit, reading: BlockReading) -> tuple[MeasureUnit, str | None, bool]:
        """(unit, its printed label, whether a printed label is not understood): the column's own label before the sheet's."""
        printed = reading.header.unit_labels.get(column.column_key, ())
        own = next((text for text in printed if reading.labels.is_label(text)), None)
        if own is not None:
            unit = reading.labels.read(own, expected.code)
            return unit or expected, own, unit is None
        if self.label is not None and expected.quantity == "money":
            unit = reading.labels.read(self.label, expected.code)
            return unit or expected, self.label, unit is None
        return expected, None, False


def sheet_unit(found: Recognised, reading: BlockReading) -> SheetUnit:
    """The unit printed above the table; one that is not understood, contradicted, or missing where the form demands it, is a
    finding."""
    line = next((line for line in found.edition.identity if line.key == "measure_unit"), None)
    if line is None:
        return SheetUnit()
    said = _said(found, reading, line)
    readable = {unit.code: one for one in said if (unit := reading.labels.read(printed_unit(one.text), line.measure_unit))}
    if len(readable) > 1:
        first, other, *_ = readable.values()
        _find(reading, "COMMON-R061", first, f"{other.text} ({address(other.row, other.column)})")
        return SheetUnit(" / ".join(printed_unit(one.text) for one in readable.values()))
    expected = reading.registry.measure_units[line.measure_unit].name_vi
    if not said:
        if line.required and not _all_say_their_own(reading):
            _find(reading, "COMMON-R016", None, expected)
        return SheetUnit()
    if not readable:
        _find(reading, "COMMON-R016", said[0], expected)
    return SheetUnit(printed_unit(next(iter(readable.values()), said[0]).text))


def _all_say_their_own(reading: BlockReading) -> bool:
    """Every column of money prints its unit in its own label, or in that of its group."""
    units, indicators = reading.registry.measure_units, reading.registry.indicators
    money = [column.column_key for column, _ in reading.columns() if column.indicator
             and units[column.measure_unit or indicators[column.indicator].measure_unit_code].quantity == "money"]
    printed = reading.header.unit_labels
    return all(any(reading.labels.is_label(text) for text in printed.get(key, ())) for key in money)


def _said(found: Recognised, reading: BlockReading, line: IdentityLine) -> list[Said]:
    """Every line above the table that says a unit; where none has the label, a line that is nothing but a unit:
    `Triệu đồng - In millions of dong`."""
    said = [one for one in found.heading.said.get("measure_unit", ()) if one.text]
    if said:
        return said
    bare = [replace(one, text=one.text.split(" - ")[0]) for one in found.heading.titles]
    return [one for one in bare if reading.labels.read(one.text, line.measure_unit)]


def _find(reading: BlockReading, rule_id: str, said: Said | None, expected: str) -> None:
    reading.findings.append(Finding(
        rule_id, reading.grid.name, address(said.row, said.column) if said else None, reading.block.block_code,
        actual=said.text if said else None, expected=expected))


def with_unit_row(header: Header, grid: SheetGrid, labels: UnitLabels) -> Header:
    """The header, longer by a row of measure units under its labels (`(tỷ đồng)`, `%`, `hộ`): each is that of its column."""
    rows = grid.rows
    row = next((number for number in range(header.last + 1, len(rows)) if any(value != "" for value in rows[number])), None)
    filled = [value for value in rows[row] if value != ""] if row is not None else []
    if row is None or not all(type(value) is str and labels.is_label(printed_unit(value)) for value in filled):
        return header
    units = {key: (printed_unit(rows[row][position]),) for key, position in header.columns.items() if rows[row][position] != ""}
    last = row + 1 if row + 1 < len(rows) and is_number_row(rows[row + 1]) else row
    return replace(header, last=last, unit_labels=header.unit_labels | units)


def printed_unit(label: str) -> str:
    """`Triệu đồng` in `Triệu đồng`, `(Triệu đồng)`, `triệu đồng; %`, `Triệu đồng/Million VND`."""
    label = re.sub(r"\s*/\s*(?:in\s+)?(?:thousands?|millions?|billions?)\b.*$", "", label, flags=re.I)
    inside = in_brackets(label)
    return plain(inside[0] if inside and not label.strip()[:1].isalpha() else label.split(";")[0])
