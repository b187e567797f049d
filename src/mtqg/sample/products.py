"""Recognised OCOP products, one by one (OCOP-01): the same products in every period, in the numbers that the summary gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np

from mtqg.registry import Registry
from mtqg.registry.admin_units import LAST_DAY_OF_63, geography_on
from mtqg.registry.seeds import read_csv
from mtqg.sample.draws import key_of, pick, shuffled, uniform
from mtqg.sample.levels import REFERENCE, dates_reached, level
from mtqg.sample.provinces import provinces
from mtqg.sample.territory import communes_in_force, successors_of_2025

#: A certificate is valid for so many months (QĐ 148/QĐ-TTg); in the model every producer renews in time.
VALID_YEARS = 3
_CATEGORIES = ("thực phẩm", "đồ uống", "dược liệu và sản phẩm từ dược liệu", "hàng thủ công mỹ nghệ", "sinh vật cảnh",
               "dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch")
_BUSINESSES = ("Hợp tác xã nông nghiệp {}", "Công ty TNHH Nông sản {}", "Hợp tác xã dịch vụ tổng hợp {}",
               "Tổ hợp tác sản xuất {}", "Công ty cổ phần Thực phẩm {}", "Cơ sở chế biến nông sản {}")
_MINISTRY_RENAMED = date(2025, 3, 1)


@dataclass(frozen=True)
class Product:
    """A line of OCOP-01 as it stands on a day."""

    name: str
    business: str
    category: str
    commune: str | None
    district: str | None
    stars: int
    decision: str
    recognised_on: date
    expires_on: date


@dataclass(frozen=True)
class Home:
    """A commune of 30/06/2025 where products come from; `label` is its name, told apart from others of the province."""

    code: str
    label: str


@cache
def _weights(seed: int) -> np.ndarray:
    weight = provinces().population ** 0.6 * (0.6 + 0.8 * uniform(seed, "ocop", np.arange(63, dtype=np.uint64)))
    return weight / weight.sum()


def product_counts(seed: int, day: date) -> np.ndarray:
    """Products recognised and still valid on the day, of each old province."""
    return (level("OCOP.SP", day) * _weights(seed)).astype(np.int64)


def stars_of(count: int) -> np.ndarray:
    """Stars of the first `count` products of an old province, in the order of their recognition."""
    number = np.arange(1, count + 1)
    is_four = number * 22 // 100 > (number - 1) * 22 // 100
    return np.where(number % 220 == 0, 5, np.where(is_four, 4, 3))


def star_totals(seed: int, positions: list[int], day: date) -> dict[int, int]:
    """Stars -> products of the province."""
    stars = np.concatenate([stars_of(int(product_counts(seed, day)[i])) for i in positions])
    return {number: int((stars == number).sum()) for number in (3, 4, 5)}


@cache
def _goods() -> tuple[tuple[str, str], ...]:
    return tuple((row["good_vi"], _CATEGORIES[int(row["category"]) - 1]) for _, row in read_csv(REFERENCE / "ocop_goods.csv"))


@cache
def _homes(registry: Registry, seed: int) -> dict[int, tuple[Home, ...]]:
    """Old province -> its xã in an order of their own."""
    known, units = provinces(), communes_in_force(registry, LAST_DAY_OF_63)
    names = Counter((known.new_codes[known.position(unit.province_code)], unit.name_vi) for unit in units.values())
    found: dict[int, list[Home]] = {}
    for code, unit in sorted(units.items()):
        if unit.unit_type_vi != "Xã" or any(letter.isdigit() for letter in unit.name_vi):
            continue
        position = known.position(unit.province_code)
        parent = registry.units.get(unit.parent_admin_unit_code or "", LAST_DAY_OF_63)
        is_common = names[known.new_codes[position], unit.name_vi] > 1
        label = f"{unit.name_vi} {parent.name_vi}" if is_common and parent else unit.name_vi
        found.setdefault(position, []).append(Home(code, label))
    return {position: tuple(shuffled(seed, f"homes/{position}", homes)) for position, homes in found.items()}


def products(registry: Registry, seed: int, position: int, day: date) -> list[Product]:
    """Every valid product of an old province on the day, in the order of their first recognition."""
    count, homes, goods = int(product_counts(seed, day)[position]), _homes(registry, seed)[position], _goods()
    reached = dates_reached("OCOP.SP", np.arange(1, count + 1) / _weights(seed)[position])
    province = registry.units.get(f"63-P-{provinces().codes[position]}", LAST_DAY_OF_63).name_vi
    found = []
    for number, (stars, first) in enumerate(zip(stars_of(count).tolist(), reached.tolist(), strict=True)):
        home, round_ = homes[number % len(homes)], number // len(homes)
        good, category = goods[(key_of(home.code) + 7 * round_) % len(goods)]
        recognised = _last_renewal(min(date.fromordinal(first), day), day)
        commune, district = _place(registry, home, day)
        found.append(Product(
            f"{good} {home.label}", _business(home, round_, province), category, commune, district, stars,
            _decision(seed, position, stars, recognised), recognised, _years_later(recognised, VALID_YEARS)))
    return found


def _business(home: Home, round_: int, province: str) -> str:
    """Who makes the product; the province tells apart producers of communes of one name."""
    return f"{_BUSINESSES[key_of(f'{home.code}/{round_ // 3}') % len(_BUSINESSES)].format(home.label)}, {province}"


def _last_renewal(first: date, day: date) -> date:
    """The day of the decision in force: a Monday of recognition, and every three years after."""
    start = first - timedelta(days=first.weekday())
    while (later := _years_later(start, VALID_YEARS)) <= day:
        start = later
    return start


def _years_later(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=min(day.day, 28) if day.month == 2 else day.day)


def _decision(seed: int, position: int, stars: int, day: date) -> str:
    """Number of the decision: products of a week share one; five stars are the ministry's."""
    if stars == 5:
        ministry = "BNNMT" if day >= _MINISTRY_RENAMED else "BNNPTNT"
        return f"{1000 + pick(seed, f'decision/5/{day}', 4000)}/QĐ-{ministry}"
    return f"{100 + pick(seed, f'decision/{position}/{day}', 2900)}/QĐ-UBND"


@cache
def _place(registry: Registry, home: Home, day: date) -> tuple[str | None, str | None]:
    """(commune, district) of the day; nothing where the commune of 30/06/2025 was not there yet."""
    code = home.code if geography_on(day) == "63" else successors_of_2025(registry).get(home.code, "")
    unit = registry.units.get(code, day)
    parent = registry.units.get(unit.parent_admin_unit_code or "", day) if unit and unit.geography == "63" else None
    return unit.full_name_vi if unit else None, parent.full_name_vi if parent else None
