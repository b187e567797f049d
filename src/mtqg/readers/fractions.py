"""Cells such as `42/85`: two facts of one address, the count and what it is counted among."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from mtqg.model import Finding
from mtqg.readers.cells import CellBuilder, address
from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.units import canonical
from mtqg.readers.values import Meaning
from mtqg.registry import Registry
from mtqg.registry.forms import Column


@dataclass(frozen=True, slots=True)
class FractionCell:
    """A fraction at its place."""

    column: Column
    position: int
    row: RowMeaning
    meaning: Meaning


Fact = tuple[str, str]          # indicator, breakdown


class Fractions:
    """The fractions of a block; added when all other cells are known, because a row of its own may state the denominator too."""

    def __init__(self, reading: BlockReading, builder: CellBuilder):
        self.reading, self.builder = reading, builder
        self._kept: list[FractionCell] = []

    def keep(self, cell: FractionCell) -> None:
        self._kept.append(cell)

    def add_all(self) -> None:
        """Part 0 is the count, part 1 its denominator; a fraction whose denominator no rate names is rejected."""
        if not self._kept:
            return
        stated = self._stated()
        for cell in self._kept:
            parts = parts_of(self.reading.registry, cell.row.indicator_code or "", cell.row.breakdown_code or "_T")
            if parts is None or cell.meaning.cell_status != "accepted":
                self._refuse(cell)
                continue
            self._add(cell, 0, parts[0], cell.meaning.value, "accepted")
            self._add(cell, 1, parts[1], cell.meaning.denominator, self._status_below(cell, parts[1], stated))

    def _stated(self) -> dict[tuple, Decimal | None]:
        columns = self.builder.table.columns
        names = ("indicator_code", "breakdown_code", "period_code", "value_kind")
        return {key: value for *key_parts, value, status in zip(
            *(columns[name] for name in names), columns["canonical_value"], columns["cell_status"], strict=True)
            if status == "accepted" and (key := tuple(key_parts))[0]}

    def _status_below(self, cell: FractionCell, fact: Fact, stated: dict[tuple, Decimal | None]) -> str:
        """A denominator that the workbook states elsewhere is that fact already; stated otherwise, it is a contradiction."""
        key = (*fact, cell.row.period_code, cell.column.value_kind)
        if key not in stated:
            stated[key] = cell.meaning.denominator
            return "accepted"
        if stated[key] == cell.meaning.denominator:
            return "ignored"
        self._find(cell, "COMMON-R017", f"{fact[0]} = {stated[key]}")
        return "quarantined"

    def _add(self, cell: FractionCell, part: int, fact: Fact, number: Decimal | None, status: str) -> None:
        unit = self.reading.registry.measure_units[self.reading.registry.indicators[fact[0]].measure_unit_code]
        self.builder.add(1, self._place(cell) | {
            "part_no": part, "value": number, "value_state": "number", "measure_unit_code": unit.code,
            "canonical_value": canonical(number, unit) if number is not None else None,
            "value_qualifier": cell.meaning.value_qualifier,
            "indicator_code": fact[0], "breakdown_code": fact[1], "cell_status": status})

    def _refuse(self, cell: FractionCell) -> None:
        meaning = cell.meaning
        status = "quarantined" if meaning.cell_status == "quarantined" else "rejected"
        if status == "rejected":
            self._find(cell, "COMMON-R011", meaning.expected or "số, không ghi dạng phân số")
        self.builder.add(1, self._place(cell) | {
            "value_state": "text", "measure_unit_code": meaning.measure_unit_code, "indicator_code": cell.row.indicator_code,
            "breakdown_code": cell.row.breakdown_code, "cell_status": status})

    def _place(self, cell: FractionCell) -> dict:
        row, reading = cell.row, self.reading
        return {
            "sheet": reading.grid.name, "cell_ref": address(row.row, cell.position), "row_no": row.row + 1,
            "column_no": cell.position + 1, "block_code": reading.block.block_code, "cell_role": "value", "row_role": row.kind,
            "row_key": row.row_key, "column_key": cell.column.column_key, "value_text": cell.meaning.value_text,
            "measure_unit_label": row.unit_label, "admin_unit_code": row.admin_unit_code, "period_code": row.period_code,
            "as_of_date": row.as_of_date, "value_kind": cell.column.value_kind}

    def _find(self, cell: FractionCell, rule_id: str, expected: str | None) -> None:
        row = cell.row
        self.reading.findings.append(Finding(
            rule_id, self.reading.grid.name, address(row.row, cell.position), self.reading.block.block_code, row.row_key,
            cell.column.column_key, row.indicator_code, row.admin_unit_code, cell.meaning.value_text, expected))


@lru_cache(maxsize=4096)
def parts_of(registry: Registry, indicator_code: str, breakdown: str) -> tuple[Fact, Fact] | None:
    """(numerator, denominator) of a fraction printed in a row: the parts of the row's own rate, or of the one rate that the
    row's count is the numerator of; None where no rate or several with different denominators say it."""
    indicator = registry.indicators[indicator_code]
    rates = [indicator] if indicator.numerator_code else [
        rate for rate in registry.indicators.values()
        if rate.numerator_code == indicator_code and (rate.numerator_breakdown_code or breakdown) == breakdown]
    found = {((rate.numerator_code or "", rate.numerator_breakdown_code or breakdown),
              (rate.denominator_code or "", rate.denominator_breakdown_code or breakdown))
             for rate in rates if rate.denominator_code}
    return next(iter(found)) if len(found) == 1 else None
