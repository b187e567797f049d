"""Totals that a province would print: sums, rates as ratio of sums, weighted means."""

from __future__ import annotations

from math import fsum

from mtqg.registry.forms import Block, Column, Form
from mtqg.templates.fill import Value


def total_values(form: Form, block: Block, rows: list[dict[str, Value]]) -> dict[str, Value]:
    """{column_key: total} of the value columns that have one; text that is no tick does not count, and no figure has no total."""
    counted = [column for column in block.columns if column.is_value and column.content == "number"]
    figures = [column.column_key for column in counted]
    if not any(row.get(key) is not None for row in rows for key in figures):
        return {}
    sums = {column.column_key: _sum(form, column, rows) for column in counted}
    totals: dict[str, Value] = {}
    for column in counted:
        key = column.column_key
        if column.total == "none" or sums[key] is None:
            continue
        if column.total == "sum":
            totals[key] = sums[key]
        elif column.total == "ratio":
            part, whole = (sums[name] for name in column.total_of)
            totals[key] = round(part / whole * 100, 2) if part is not None and whole else 0
        else:
            totals[key] = _weighted_mean(key, column.total_of[0], rows)
    return totals


def _sum(form: Form, column: Column, rows: list[dict[str, Value]]) -> float | int | None:
    words = form.vocabularies.get(column.vocabulary or "", {})
    found = [words.get(value.lower()) if isinstance(value, str) else value
             for value in (row.get(column.column_key) for row in rows)]
    numbers = [value for value in found if value is not None]
    if not numbers:
        return 0 if column.blank == "zero" and rows else None
    if all(isinstance(value, int) for value in numbers):
        return sum(numbers)
    return round(fsum(numbers), 6)


def _weighted_mean(key: str, weight: str, rows: list[dict[str, Value]]) -> float | None:
    pairs = [(row.get(key), row.get(weight)) for row in rows]
    pairs = [(value, by) for value, by in pairs if isinstance(value, int | float) and isinstance(by, int | float)]
    whole = fsum(by for _, by in pairs)
    return round(fsum(value * by for value, by in pairs) / whole, 2) if whole else None
