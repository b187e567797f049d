"""What a figure of an indicator cannot be: the rules that judge and the templates that keep it from being typed ask here."""

from __future__ import annotations

from typing import NamedTuple

from mtqg.registry.reference_lists import Indicator, MeasureUnit


def is_share(indicator: Indicator, unit: MeasureUnit) -> bool:
    """A percentage of a whole, 0 to 100; not a ratio to a plan."""
    return unit.quantity == "percent" and indicator.numerator_code != indicator.denominator_code


def is_amount(indicator: Indicator, unit: MeasureUnit) -> bool:
    """Cannot be negative: stocks, flows and means that are no difference of two."""
    is_difference = indicator.value_type == "flow" and " - " in (indicator.formula or "")
    return unit.quantity != "percent" and indicator.value_type in ("stock", "flow", "mean") and not is_difference


def is_counted(indicator: Indicator, unit: MeasureUnit) -> bool:
    """Counted in whole units."""
    return unit.quantity == "count" and indicator.value_type in ("stock", "flow")


class Limits(NamedTuple):
    """Bounds of a figure, both possible values themselves, and the rule that a figure outside breaks."""

    least: int | None
    most: int | None
    is_whole: bool

    @property
    def rule_id(self) -> str:
        if self.most is not None:
            return "COMMON-R031"
        if self.is_whole:
            return "COMMON-R032"
        return "COMMON-R011" if self.least is None else "COMMON-R030"


def limits_of(indicator: Indicator, unit: MeasureUnit, typed_unit: MeasureUnit | None = None) -> Limits:
    """The limits of a figure typed in `typed_unit` (None: the indicator's own)."""
    share, amount = is_share(indicator, unit), is_amount(indicator, unit)
    is_whole = is_counted(indicator, unit) and (typed_unit or unit).factor == 1
    return Limits(0 if share or amount else None, 100 if share else None, is_whole)
