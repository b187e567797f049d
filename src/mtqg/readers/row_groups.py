"""Rows that are read with one setting, as parallel lists: what the cells of a column share with their rows."""

from __future__ import annotations

from functools import cached_property
from operator import itemgetter
from typing import Any

from mtqg.readers.rows import BlockReading, RowMeaning

_FIELDS = {
    "row_key": "row_key", "row_role": "kind", "admin_unit_code": "admin_unit_code", "component_code": "component_code",
    "capital_source_code": "capital_source_code", "origin_year": "origin_year", "indicator_code": "indicator_code",
    "breakdown_code": "breakdown_code", "period_code": "period_code", "as_of_date": "as_of_date",
    "measure_unit_label": "unit_label",
}
_POSITIONS = tuple((name, RowMeaning._fields.index(field)) for name, field in _FIELDS.items())


class RowGroup:
    """`fields` holds a list for what differs between the rows and one value for what does not."""

    def __init__(self, rows: list[RowMeaning], reading: BlockReading):
        self.rows, self._reading = rows, reading
        self.values = [reading.grid.rows[row.row] for row in rows]
        by_field = list(zip(*rows, strict=True))
        numbers = [number + 1 for number in by_field[0]]
        self.fields: dict[str, Any] = {"row_no": numbers, "row_text": [str(number) for number in numbers]}
        for name, position in _POSITIONS:
            values = by_field[position]
            self.fields[name] = values[0] if values.count(values[0]) == len(values) else list(values)

    @cached_property
    def columns(self) -> list[tuple]:
        """The values by column."""
        return list(zip(*self.values, strict=True))

    @classmethod
    def by_unit(cls, rows: list[RowMeaning], reading: BlockReading) -> list[RowGroup]:
        """Rows of one measure unit together."""
        if rows and rows[0].unit is None:
            return [cls(rows, reading)]
        parts: dict[tuple, list[RowMeaning]] = {}
        for row in rows:
            parts.setdefault((row.unit.code if row.unit else None, row.is_unit_unknown, row.unit_label), []).append(row)
        return [cls(part, reading) for part in parts.values()]

    @cached_property
    def has_figures(self) -> list[bool]:
        """Whether a row has any filled value cell: where it has none, its empty cells say nothing."""
        positions = self._reading.value_positions
        return [any(row[position] != "" for position in positions) for row in self.values]

    @cached_property
    def all_have_figures(self) -> bool:
        return all(self.has_figures)

    def chosen(self, keep: list[int]) -> dict[str, Any]:
        """The fields of some of the rows."""
        take = itemgetter(*keep) if len(keep) > 1 else (lambda values: (values[keep[0]],))
        return {name: list(take(values)) if type(values) is list else values for name, values in self.fields.items()}
