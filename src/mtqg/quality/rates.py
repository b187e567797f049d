"""The frame `rates`: every reported rate beside the parts it is made of."""

from __future__ import annotations

import numpy as np
import pandas as pd

from mtqg.quality.cells import Cells
from mtqg.quality.frames import Frame
from mtqg.quality.sheets import NOWHERE, Sheet

#: Up to this a rate agrees with its parts; above GROSS it contradicts them (DOMAIN §5).
GROSS = 0.1
_NOISE = 1e-9


def sheet_rates(sheet: Sheet) -> Frame:
    """Rates that the form prints in a line with their parts: `gn_lk / tong_kh * 100`."""
    parts = []
    for place, column in enumerate(sheet.columns):
        words = (column.equals or "").split()
        if words[1:2] == ["/"] and words[3:] == ["*", "100"]:
            above, below = sheet.keys.index(words[0]), sheet.keys.index(words[2])
            rows = np.flatnonzero(sheet.cell_at[:, place] != NOWHERE)
            parts.append((rows, *(sheet.cell_at[rows, at] for at in (place, above, below))))
    none = (np.zeros(0, dtype=np.int64),) * 4
    rows, rate, above, below = (np.concatenate(one) for one in zip(none, *parts, strict=True))
    return _frame(sheet.cells, rate, above, below, sheet, rows)


def indicator_rates(cells: Cells) -> Frame:
    """Rates whose numerator and denominator stand in the same report, for the same unit, period and value kind."""
    known = np.flatnonzero(~np.isnan(cells.number) & (cells.codes("indicator_code")[0] >= 0))
    names = ("submission_id", "admin_unit_code", "period_code", "value_kind", "indicator_code", "breakdown_code")
    keys = np.stack([cells.codes(name)[0][known] for name in names], axis=1)
    where = pd.MultiIndex.from_arrays(list(keys.T))
    first = ~where.duplicated()
    where, positions = where[first], known[first]
    rates = _ratios(cells)
    is_rate = np.isin(keys[first][:, 4], list(rates))
    found = [positions[is_rate]]
    for side in (0, 1):
        wanted = keys[first][is_rate].copy()
        for code, sides in rates.items():
            mine = wanted[:, 4] == code
            indicator, breakdown, kind = sides[side]
            wanted[mine, 4] = indicator
            wanted[mine, 5] = wanted[mine, 5] if breakdown is None else breakdown
            wanted[mine, 3] = wanted[mine, 3] if kind is None else kind
        at = where.get_indexer(pd.MultiIndex.from_arrays(list(wanted.T))) if len(wanted) else np.zeros(0, dtype=np.int64)
        found.append(np.where(at >= 0, positions[at], NOWHERE))
    return _frame(cells, *found)


def _ratios(cells: Cells) -> dict[int, list[tuple[int, int | None, int | None]]]:
    """Integer of a rate -> its two parts as (indicator, breakdown or None, value kind or None); -2 stands in no report."""
    integers = {name: {value: place for place, value in enumerate(cells.codes(name)[1])}
                for name in ("indicator_code", "breakdown_code", "value_kind")}

    def integer(name: str, value: str | None) -> int | None:
        return None if value is None else integers[name].get(value, -2)

    found = {}
    for code, place in integers["indicator_code"].items():
        one = cells.registry.indicators.get(code)
        if one and one.value_type == "rate" and one.numerator_code and one.denominator_code:
            found[place] = [(integers["indicator_code"].get(getattr(one, f"{side}_code"), -2),
                             integer("breakdown_code", getattr(one, f"{side}_breakdown_code")),
                             integer("value_kind", getattr(one, f"{side}_value_kind"))) for side in ("numerator", "denominator")]
    return found


def _frame(cells: Cells, rate: np.ndarray, above: np.ndarray, below: np.ndarray, sheet: Sheet | None = None,
           rows: np.ndarray | None = None) -> Frame:
    number = np.append(cells.number, np.nan)
    values = pd.DataFrame({"rate": number[rate], "numerator": number[above], "denominator": number[below]})
    with np.errstate(divide="ignore", invalid="ignore"):
        computed = (100 * values["numerator"] / values["denominator"]).where(values["denominator"] > 0)
    gap = (values["rate"] - computed).abs() - _NOISE
    printed = _printed_decimals(cells, rate)
    is_explained = _is_cut_off(values["rate"], computed, printed)
    is_slight = (gap <= GROSS) | is_explained
    values["computed"], values["slight_gap"], values["gross_gap"] = computed, gap.where(is_slight), gap.where(~is_slight, 0.0)
    values.loc[computed.isna(), ["slight_gap", "gross_gap"]] = np.nan
    role = np.array([*cells.codes("row_role")[1], None], dtype=object)[cells.codes("row_role")[0][rate]]
    return Frame(cells, values, {"rate": rate, "numerator": above, "denominator": below}, rate, sheet, rows, role)


def part_expected(column: str, values: dict[str, float]) -> float:
    """The rate from its parts, or a part from the rate and the other."""
    if column == "numerator":
        return values["rate"] * values["denominator"] / 100
    if column == "denominator":
        return 100 * values["numerator"] / values["rate"] if values["rate"] else float("nan")
    return values["computed"]


def _printed_decimals(cells: Cells, positions: np.ndarray) -> np.ndarray:
    """Digits that the figure shows behind the decimal mark: 1 of 63,4; what was typed decides, the interpreted value counts."""
    typed = cells.table["value"].to_numpy(dtype=float, na_value=np.nan)[positions]
    digits = np.full(len(typed), 6)
    for count in (5, 4, 3, 2, 1, 0):
        digits[np.abs(typed * 10**count - np.rint(typed * 10**count)) < 1e-6] = count
    return digits


def _is_cut_off(rate: pd.Series, computed: pd.Series, digits: np.ndarray) -> np.ndarray:
    """Whether the rate is the computed one cut off or rounded at the digits shown (63.48 as 63,4)."""
    scale = np.power(10.0, digits)
    return (((rate - computed).abs() * scale < 1 - _NOISE) & (rate <= computed + 0.5 / scale + _NOISE)).to_numpy()
