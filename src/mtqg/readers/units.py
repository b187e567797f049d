"""Measure units as printed: which unit a label means for an indicator, and the figure in its canonical unit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from mtqg.readers.numbers import tidy
from mtqg.readers.texts import bare, plain
from mtqg.registry.reference_lists import MeasureUnit

#: Reports print `%` for differences of rates too.
_PRINTED_AS = {"percentage_point": "percent", "percentage_point_per_year": "percent"}
_PERCENT = ("percent", *_PRINTED_AS)


class UnitLabels:
    """Every spelling of every measure unit."""

    def __init__(self, units: Mapping[str, MeasureUnit]):
        self.units = units
        self._by_label: dict[str, list[MeasureUnit]] = defaultdict(list)
        for unit in units.values():
            for spelling in {_key(text) for text in (unit.name_vi, unit.name_en, *unit.spellings)}:
                self._by_label[spelling].append(unit)
        self._bare = _unique({bare(label): found for label, found in self._by_label.items()}, self._by_label)
        self._known: dict[tuple[str, str | None], MeasureUnit | None] = {}

    def read(self, label: str, expected: str | None = None) -> MeasureUnit | None:
        """The unit that the label means where a figure is expected in unit `expected`; None if it cannot be that quantity."""
        key = (label, expected)
        if key not in self._known:
            self._known[key] = self._read(_key(label), self.units.get(expected or ""))
        return self._known[key]

    def _read(self, label: str, expected: MeasureUnit | None) -> MeasureUnit | None:
        found = self._by_label.get(label) or self._bare.get(label, [])
        if expected is None:
            return found[0] if found else None
        for unit in found:
            if unit.quantity == expected.quantity and unit.canonical_code == expected.canonical_code:
                return unit
        if any(unit.quantity == _PRINTED_AS.get(expected.quantity) for unit in found):
            return expected
        short = {_key(text.split("/")[0]) for text in (expected.name_vi, *expected.spellings) if "/" in text}
        return expected if label in short else None     # `triệu đồng` for `triệu đồng/người/năm`: the indicator decides

    def is_label(self, label: str) -> bool:
        return (key := _key(label)) in self._by_label or key in self._bare


def _unique(bare_labels: dict[str, list[MeasureUnit]], labels: dict[str, list[MeasureUnit]]) -> dict[str, list[MeasureUnit]]:
    """Labels as they are typed without accents, `trieu dong`, where only one label can be meant."""
    times = Counter(bare(label) for label in labels)
    return {label: found for label, found in bare_labels.items() if times[label] == 1 and label not in labels}


def _key(label: str) -> str:
    return plain(label).lower().rstrip(" .,;:").replace(" / ", "/")


def is_percent(unit: MeasureUnit | None) -> bool:
    return unit is not None and unit.quantity in _PERCENT


def canonical(number: Decimal, unit: MeasureUnit) -> Decimal:
    """The number in the canonical unit, exact."""
    times, by = _factor(unit.factor_to_canonical)
    if times == by:
        return number
    return tidy(number * times / by)


@lru_cache(maxsize=256)
def _factor(text: str) -> tuple[Decimal, Decimal]:
    factor = Fraction(text)
    return Decimal(factor.numerator), Decimal(factor.denominator)
