"""The frame `totals`: every reported total or subtotal beside the figures below it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from mtqg.quality.frames import Frame
from mtqg.quality.sheets import NOWHERE, Sheet
from mtqg.registry import Registry

_NEAR = 1e-6
_MOST_DIGITS = 3


@dataclass(frozen=True)
class Totals:
    """The frame, and for each of its rows the sheet rows below it and the column of the sheet."""

    frame: Frame
    below: list[np.ndarray]
    column: np.ndarray


def read_totals(sheet: Sheet) -> Totals:
    """A row a total cell: `reported`, `parts` (sum or mean of the items below), `difference`, and what `rounding` may explain.

    A total above an item that could not be read is not judged, nor one with no item below it.
    """
    own, column = _last_digits(sheet)
    rows, places, parts, rounding, below = [], [], [], [], []
    for totals, items, member in _trees(sheet):
        sums, counts = _added_up(sheet, items, member)
        is_unread = member @ (np.isnan(sheet.number[items]) & (sheet.cell_at[items] != NOWHERE)) > 0
        is_judged = (sheet.cell_at[totals] != NOWHERE) & ~is_unread & ~np.isnan(sums)
        row, place = np.nonzero(is_judged)
        rows.append(totals[row])
        places.append(place)
        parts.append(sums[row, place])
        at = totals[row], place
        rounding.append(own[at] / 2 + column[at] * np.sqrt(counts[row, place]) + _NEAR)
        inside = [items[one > 0] for one in member]
        below += [inside[one] for one in row]
    rows, places, parts, rounding = (np.concatenate(one) if one else np.zeros(0) for one in (rows, places, parts, rounding))
    rows, places = rows.astype(np.int64), places.astype(np.int64)
    values = pd.DataFrame({"reported": sheet.number[rows, places], "parts": parts})
    values["difference"], values["rounding"] = (values["reported"] - values["parts"]).abs(), rounding
    at = sheet.cell_at[rows, places]
    return Totals(Frame(sheet.cells, values, {"reported": at}, at, sheet, rows, sheet.text("row_role")[rows]), below, places)


def _trees(sheet: Sheet):
    """(rows of totals, rows of items, which item is below which total) of each submission."""
    roles, is_item = sheet.text("row_role"), sheet.role("item")
    by_component = sheet.block.row_axis.kind == "programme_tree"
    codes = sheet.text("component_code" if by_component else "admin_unit_code")
    order = np.argsort(sheet.submission, kind="stable")
    above: dict[str | None, frozenset[str]] = {}
    for rows in np.split(order, np.flatnonzero(np.diff(sheet.submission[order])) + 1):
        items, totals = rows[is_item[rows]], rows[~is_item[rows]]
        if not len(items) or not len(totals):
            continue
        if (roles[totals] == "total").all():
            yield totals, items, np.ones((len(totals), len(items)))
            continue
        if sheet.block.row_axis.kind == "provinces":
            yield totals, items, _under_regions(sheet, totals, items)
            continue
        own, place = np.unique(codes[items].astype(str), return_inverse=True)
        for code in set(own) - above.keys():
            above[code] = frozenset(_lineage(sheet.cells.registry, code, by_component))
        lineages = [above[code] for code in own]
        member = [[roles[one] == "total" or codes[one] in lineage for lineage in lineages] for one in totals]
        yield totals, items, np.array(member)[:, place].astype(float)


def _under_regions(sheet: Sheet, totals: np.ndarray, items: np.ndarray) -> np.ndarray:
    """Which province is below which total: a region has the rows down to the next one; an unknown region has none."""
    numbers = sheet.cells.table["row_no"].to_numpy()[sheet.anchor]
    roles, keys = sheet.text("row_role"), sheet.text("row_key")
    starts = [*sorted(numbers[totals[roles[totals] == "subtotal"]]), np.inf]
    member = []
    for one in totals:
        if roles[one] == "total":
            member.append(np.ones(len(items)))
            continue
        end = next(start for start in starts if start > numbers[one])
        inside = (numbers[items] > numbers[one]) & (numbers[items] < end)
        member.append(inside * float(not str(keys[one]).startswith("region:")))
    return np.array(member)


def _lineage(registry: Registry, code: str | None, by_component: bool):
    """The code and everything above it."""
    while code:
        yield code
        if by_component:
            code = registry.programmes[code].parent_code if code in registry.programmes else None
        else:
            versions = registry.units.versions.get(code)
            code = versions[-1].parent_admin_unit_code if versions else None


def _added_up(sheet: Sheet, items: np.ndarray, member: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(what each total should be, how many roundings are in it), total x column; NaN where the column has no total."""
    number = sheet.number[items]
    known = ~np.isnan(number)
    sums, counts = member @ np.where(known, number, 0.0), member @ known
    sums[counts == 0] = np.nan
    for place, column in enumerate(sheet.columns):
        if column.total == "weighted_mean":
            weight = sheet.number[items, sheet.keys.index(column.total_of[0])]
            both = known[:, place] & ~np.isnan(weight)
            whole = member @ np.where(both, weight, 0.0)
            with np.errstate(divide="ignore", invalid="ignore"):
                sums[:, place] = (member @ np.where(both, number[:, place] * weight, 0.0)) / whole
            counts[:, place] = 1
        elif column.total != "sum":
            sums[:, place] = np.nan
    return sums, counts


def _last_digits(sheet: Sheet) -> tuple[np.ndarray, np.ndarray]:
    """Row x column: one unit of the last digit printed in the cell, and of the finest in its column; 0 for counts."""
    factor = np.append(sheet.cells.factor, 1.0)[sheet.cell_at]
    typed = np.where(sheet.cell_at == NOWHERE, np.nan, sheet.number / factor)
    digits = np.zeros(typed.shape, dtype=np.int64)
    for count in range(_MOST_DIGITS):
        scaled = typed * 10**count
        digits[np.abs(scaled - np.rint(scaled)) > _NEAR * np.maximum(1, np.abs(scaled))] = count + 1
    most = np.zeros((len(sheet.cells.submission_ids), typed.shape[1]), dtype=np.int64)
    np.maximum.at(most, sheet.submission, digits)
    largest = np.ones(most.shape)
    np.maximum.at(largest, sheet.submission, np.where(sheet.cell_at == NOWHERE, 1.0, factor))
    is_count = np.array([_is_count(sheet, column.indicator) for column in sheet.columns])
    own, column = largest[sheet.submission] / 10.0**digits, (largest / 10.0**most)[sheet.submission]
    return np.where(is_count, 0.0, own), np.where(is_count, 0.0, column)


def _is_count(sheet: Sheet, indicator_code: str | None) -> bool:
    registry = sheet.cells.registry
    one = registry.indicators.get(indicator_code or "")
    return one is None or registry.measure_units[one.measure_unit_code].quantity == "count"
