"""How much of what a report should hold it does hold: counted from its cells, each expected cell in one state."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqg.registry import Registry
from mtqg.registry.forms import Block, Column
from mtqg.registry.periods import falls_due, parse_period
from mtqg.registry.row_axes import AdminUnitRows, IndicatorRows, ProvinceRows

if TYPE_CHECKING:
    import pandas as pd

#: States of an expected cell: a figure; zero; what does not apply (`x`); what is not available (`..`); nothing; nothing valid.
STATES = ("filled", "zero", "not_applicable", "not_available", "missing", "invalid")
_STATE_OF = {"number": "filled", "text": "filled", "zero": "zero", "not_applicable": "not_applicable",
             "not_available": "not_available", "missing": "missing", "error": "invalid"}


@dataclass(frozen=True, slots=True)
class Completeness:
    """Expected cells by state; together they are all that were expected."""

    filled: int = 0
    zero: int = 0
    not_applicable: int = 0
    not_available: int = 0
    missing: int = 0
    invalid: int = 0

    @property
    def expected(self) -> int:
        return sum(getattr(self, state) for state in STATES)


def completeness_of(cells: pd.DataFrame, registry: Registry, form_code: str, admin_unit_code: str | None,
                    period_code: str | None) -> Completeness | None:
    """Of the cells of one submission; None where it cannot be told what was expected: no unit, no period, no edition."""
    form = registry.forms[form_code]
    edition = form.edition_on(parse_period(period_code).end) if period_code else None
    if edition is None or admin_unit_code is None or admin_unit_code not in registry.units.versions:
        return None
    found: Counter[str] = Counter()
    for block in edition.blocks:
        found += _of_block(cells[cells["block_code"] == block.block_code], registry, block, admin_unit_code, period_code)
    return Completeness(**found)


def _of_block(cells: pd.DataFrame, registry: Registry, block: Block, admin_unit_code: str, period_code: str) -> Counter[str]:
    """State -> number of expected cells of the block."""
    items = cells[(cells["cell_role"] == "value") & (cells["row_role"] == "item")]
    states: dict[tuple[str, str], str] = {}
    names = ("row_key", "column_key", "value_state", "value", "cell_status")
    for row, column, state, value, status in zip(*(items[name] for name in names), strict=True):
        said = "zero" if state == "number" and value == 0 else _STATE_OF[state]
        states.setdefault((row, column), said if status == "accepted" else "invalid")
    reported = {row for (row, _), state in states.items() if state in ("filled", "zero")}
    columns = _columns(block, {column for _, column in states}, admin_unit_code)
    there = {row for row, _ in states}
    rows = there.union(_expected_rows(registry, block, admin_unit_code, period_code),
                       _lines_left_out(registry, block, period_code, there))
    return Counter(states.get((row, column.column_key)) or _left_blank(column, row in reported)
                   for row in rows for column in columns)


def _columns(block: Block, seen: set[str], admin_unit_code: str) -> list[Column]:
    """Columns of figures that a row must fill: of the lists by kind only what was done, of optional ones those that are there."""
    geography = admin_unit_code.split("-")[0]
    columns = [one for one in block.columns_on(geography if geography in ("63", "34") else "34")
               if one.is_value and one.content == "number" and (one.required or one.column_key in seen)]
    if isinstance(block.row_axis, IndicatorRows):
        kinds = {one.value_kind for one in columns}
        return [one for one in columns if one.value_kind == ("actual" if "actual" in kinds else one.value_kind)]
    return columns


def _expected_rows(registry: Registry, block: Block, admin_unit_code: str, period_code: str) -> set[str]:
    """Keys of rows that must be there whatever was reported: every unit, every province."""
    axis, day = block.row_axis, parse_period(period_code).end
    if isinstance(axis, AdminUnitRows) and axis.all_expected:
        return {unit.admin_unit_code for unit in registry.units.under(admin_unit_code, day, axis.level, axis.types)}
    if isinstance(axis, ProvinceRows) and axis.all_expected:
        return {unit.admin_unit_code for unit in registry.units.provinces(day)}
    return set()


def _lines_left_out(registry: Registry, block: Block, period_code: str, there: set[str]) -> set[str]:
    """Keys of the lines of the form whose indicators are due with the period and that stand in no row; what is not yet due, a
    year's figure in September, is not expected."""
    if not isinstance(block.row_axis, IndicatorRows):
        return set()
    period, stated = parse_period(period_code), {tuple(row.split(":")[:2]) for row in there}
    lines = [line for group in block.row_axis.groups for line in group.lines]
    return {f"{line.indicator}:{line.breakdown}:{period_code}" for line in lines
            if (line.indicator, line.breakdown) not in stated
            and falls_due((indicator := registry.indicators[line.indicator]).cadence, period)
            and indicator.valid_from <= period.end and (indicator.valid_to is None or period.end <= indicator.valid_to)}


def _left_blank(column: Column, row_is_reported: bool) -> str:
    """What an empty cell says: in a row with figures what the column says of it, in a row without any nothing."""
    return _STATE_OF[column.blank] if row_is_reported else "missing"
