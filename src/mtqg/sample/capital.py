"""Money of the old provinces, whole million đồng: plan, allocation, disbursement and carry-over, without any state.

What a year carries over is computed from the closing of the year before, which is computed from its own plan: two steps
back at most. A province of 2025 is the sum of those it was made of, so the national total does not jump.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from mtqg.registry import Registry
from mtqg.sample.capital_tree import Slot, province_shares, slots
from mtqg.sample.draws import keys_of, uniform
from mtqg.sample.levels import level
from mtqg.sample.provinces import provinces

#: Money of this year, of the last and of the one before is in use; what is older has been cancelled.
_YEARS_IN_USE = 3
FIRST_YEAR = 2021
#: Share of a year's money spent by the end of month 0 .. 12, and by 31 January of the next year.
_CURVE = (0.0, 0.004, 0.018, 0.055, 0.105, 0.165, 0.245, 0.325, 0.415, 0.515, 0.615, 0.725, 0.865, 0.885)


@dataclass(frozen=True)
class Money:
    """Money of one origin year in one report; arrays are province x slot (63 rows), million đồng."""

    origin_year: int
    slots: tuple[Slot, ...]
    planned: np.ndarray
    allocated: np.ndarray
    carried_over: np.ndarray
    disbursed: np.ndarray
    cancelled: np.ndarray
    expected_next_month: np.ndarray     # cumulative disbursement expected by the end of the next month

    @property
    def usable(self) -> np.ndarray:
        return self.planned + self.carried_over


def _keys(seed: int, money_slots: tuple[Slot, ...], purpose: str) -> np.ndarray:
    """A number of [0, 1) for each province and slot, the same for every year."""
    names = [f"{code}|{slot.component_code}|{slot.level}|{slot.nature}" for code in provinces().codes for slot in money_slots]
    return uniform(seed, purpose, keys_of(names)).reshape(len(provinces().codes), len(money_slots))


@cache
def _traits(seed: int, money_slots: tuple[Slot, ...]) -> tuple[np.ndarray, ...]:
    """(size, speed, thoroughness, carry) of each row: fixed over time, so that figures move smoothly."""
    return tuple(_keys(seed, money_slots, purpose) for purpose in ("size", "speed", "thorough", "carry"))


@cache
def planned(registry: Registry, seed: int, year: int) -> np.ndarray:
    """The plan of the year; a row too small to be worth a project is none."""
    if year < FIRST_YEAR:
        return np.zeros((len(provinces().codes), 0), dtype=np.int64)
    rows = slots(registry, seed, year)
    size, end = _traits(seed, rows)[0], date(year, 12, 31)
    amounts = np.zeros_like(size)
    for position, slot in enumerate(rows):
        national = level(f"PLAN.{slot.programme_code}", end) * 1000 * slot.weight
        amounts[:, position] = national * province_shares(seed, slot.programme_code)
    foreign = np.array([slot.level == "foreign" for slot in rows])
    amounts *= 0.6 + 0.8 * size
    amounts[(foreign[None, :] & (size < 0.7)) | (amounts < 40)] = 0
    return np.rint(amounts).astype(np.int64)


def _spent_share(seed: int, rows: tuple[Slot, ...], month: int, is_carried: bool) -> np.ndarray:
    """Share of a row's money spent by the end of the month: never falls from one month to the next."""
    _, speed, thorough, _ = _traits(seed, rows)
    recurrent = np.array([slot.nature == "SN" for slot in rows])[None, :]
    shape = 0.75 + 0.7 * speed + 0.25 * recurrent - (0.25 if is_carried else 0.0)
    reach = np.clip(0.80 + 0.22 * thorough - 0.12 * recurrent, 0.0, 0.995)
    return reach * np.power(_CURVE[month] / _CURVE[13], shape)


def _allocated_share(seed: int, rows: tuple[Slot, ...], month: int) -> np.ndarray:
    """Most money is allocated in the first quarter; a few rows never are in full."""
    _, speed, thorough, _ = _traits(seed, rows)
    return np.clip(0.70 + 0.075 * month + 0.25 * (speed - 0.5), 0.4, np.where(thorough < 0.12, 0.93, 1.0))


@cache
def opening(registry: Registry, seed: int, year: int, origin_year: int) -> np.ndarray:
    """Carried over into `year` from the money of `origin_year`: never more than was left on 31 December."""
    rows = slots(registry, seed, origin_year)
    if origin_year < FIRST_YEAR or not 0 < year - origin_year < _YEARS_IN_USE:
        return np.zeros((len(provinces().codes), len(rows)), dtype=np.int64)
    money = money_of(registry, seed, year - 1, 12, origin_year)
    carry = _traits(seed, rows)[3]
    kept = np.where(carry < 0.15, 0.0, 0.55 + 0.45 * carry) if year - origin_year == 1 else np.where(carry > 0.7, 0.5, 0.0)
    amounts = np.floor(kept * (money.usable - money.disbursed - money.cancelled)).astype(np.int64)
    return np.where(amounts < 5, 0, amounts)


@cache
def money_of(registry: Registry, seed: int, year: int, month: int, origin_year: int) -> Money:
    """Money of the origin year as it stands at the end of the month of the plan year."""
    rows, is_carried = slots(registry, seed, origin_year), origin_year < year
    nothing = np.zeros((len(provinces().codes), len(rows)), dtype=np.int64)
    plan = nothing if is_carried else planned(registry, seed, year)
    carried = opening(registry, seed, year, origin_year) if is_carried else nothing
    allocated = np.floor(plan * _allocated_share(seed, rows, month)).astype(np.int64)
    next_base = np.floor(plan * _allocated_share(seed, rows, min(month + 1, 12))).astype(np.int64) + carried
    disbursed = np.floor((allocated + carried) * _spent_share(seed, rows, month, is_carried)).astype(np.int64)
    coming = np.floor(next_base * _spent_share(seed, rows, month + 1, is_carried)).astype(np.int64)
    is_last = year - origin_year == _YEARS_IN_USE - 1
    cancelled = np.floor((carried - disbursed) * 0.6).astype(np.int64) if is_last and month == 12 else nothing
    coming = np.minimum(coming, plan + carried - cancelled)
    return Money(origin_year, rows, plan, allocated, carried, disbursed, cancelled, coming)


def report(registry: Registry, seed: int, day: date) -> list[Money]:
    """The money in use on the last day of a month, this year's first."""
    years = [day.year - back for back in range(_YEARS_IN_USE) if day.year - back >= FIRST_YEAR]
    return [money_of(registry, seed, day.year, day.month, origin) for origin in years]
