"""Rows of JSON as rows of cells."""

from __future__ import annotations

import json
from typing import Any

from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.refusal import Refused


def table(rows: list[Any], budget: Budget) -> list[list[Any]]:
    """Rows of cells: objects under a header of their keys in order of appearance, lists as they are."""
    if not all(isinstance(row, dict | list) for row in rows):
        raise Refused("not_rows", "a row that is neither an object nor a list")
    keys = list(dict.fromkeys(key for row in rows if isinstance(row, dict) for key in row))
    budget.check_grid("JSON", len(rows) + 1, max(len(keys), max((len(row) for row in rows if isinstance(row, list)), default=0)))
    lines = [[cell(row.get(key)) for key in keys] if isinstance(row, dict) else [cell(value) for value in row] for row in rows]
    return [keys, *lines] if keys else lines


def cell(value: Any) -> Any:
    """A value as the grid holds it: '' for null; what is no single value stays JSON text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value
