"""JSON as grids: a list of rows, {sheet: rows}, or the exchange shape of a form (docs/exchange-json.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.exchange import FormSheets, is_exchange
from mtqg.readers.containers.json_table import table
from mtqg.readers.containers.refusal import Refused
from mtqg.readers.workbook import SheetGrid
from mtqg.registry.forms import Form

SHEET = "JSON"
#: Numbers that a binary number does not hold exactly stay the text that was typed.
_EXACT_DIGITS = 15


def read_json(text: str, forms: Mapping[str, Form], budget: Budget) -> list[SheetGrid]:
    """The sheets of a JSON document; Refused where it is no rows, has a key twice, or is too large."""
    values = text.count(",") + text.count("[") + text.count("{")
    if values > budget.filled_cells * 2:
        raise Refused("too_large", f"{values} values")
    try:
        document = json.loads(text, parse_int=_number, parse_float=_number, parse_constant=str, object_pairs_hook=_once)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Refused("damaged", str(error)[:200]) from error
    if is_exchange(document):
        sheets = FormSheets(document, forms, budget).sheets()
    elif isinstance(document, dict) and document and all(isinstance(rows, list) for rows in document.values()):
        sheets = {name: table(rows, budget) for name, rows in document.items()}
    elif isinstance(document, list):
        sheets = {SHEET: table(document, budget)}
    else:
        raise Refused("not_rows", type(document).__name__)
    return [_grid(name, rows, budget) for name, rows in sheets.items()]


def _grid(name: str, rows: list[list[Any]], budget: Budget) -> SheetGrid:
    width = max(map(len, rows), default=0)
    budget.take_grid(name, len(rows), width)
    budget.check_texts(name, rows)
    budget.take_cells(name, sum(value != "" for row in rows for value in row))
    return SheetGrid(name, False, [row + [""] * (width - len(row)) for row in rows], [], frozenset(), frozenset())


def _number(text: str) -> float | str:
    number = float(text) if len(text) < 40 else float("inf")
    digits = text.lower().partition("e")[0].lstrip("-0.").replace(".", "")
    return number if abs(number) < 1e300 and len(digits) <= _EXACT_DIGITS else text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refused("damaged", "a key stands twice in one object")
    return found
