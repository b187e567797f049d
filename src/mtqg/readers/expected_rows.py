"""Units that a block expects and that stand on none of its sheets, or without a figure."""

from __future__ import annotations

from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.registry.admin_units import AdminUnit
from mtqg.registry.row_axes import AdminUnitRows, ProvinceRows


def find_missing(tables: list[tuple[BlockReading, list[RowMeaning]]]) -> None:
    """A unit of the reporting province (a province of the country) without a row of figures is a finding of the first table."""
    first = tables[0][0]
    rows = {meaning.row_key: (reading, meaning.row) for reading, meanings in tables
            for meaning in meanings if meaning.kind == "item"}
    if not any(reading.has_figures(row) for reading, row in rows.values()):
        return                              # a blank form is one finding, not one a commune
    for unit in _expected(first):
        reading, row = rows.get(unit.admin_unit_code, (first, None))
        if row is None or not reading.has_figures(row):
            reading.find("R013", row, row_key=unit.admin_unit_code, admin_unit_code=unit.admin_unit_code,
                         expected=f"{unit.gso_code} {unit.full_name_vi}")


def _expected(reading: BlockReading) -> list[AdminUnit]:
    axis, units = reading.block.row_axis, reading.registry.units
    if isinstance(axis, AdminUnitRows) and axis.all_expected:
        return units.under(reading.admin_unit.admin_unit_code, reading.day, axis.level, axis.types)
    if isinstance(axis, ProvinceRows) and axis.all_expected:
        return units.provinces(reading.day)
    return []
