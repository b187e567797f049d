"""Corrections: a signed figure in the place of a reported one, for as long as the reported one is the one that it expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from pydantic import AwareDatetime, Field, model_validator

from mtqg.registry.periods import parse_period
from mtqg.registry.seeds import SeedRow

if TYPE_CHECKING:
    from mtqg.registry import Registry

#: Totals that the warehouse adds up from rows of capital; corrected alone they would not be their sum any more.
SUMMED_FROM_CAPITAL = frozenset({
    "FN.KH_GIAO", "FN.PHANBO", "FN.CHUA_PB", "FN.KEODAI", "FN.TONG_KH", "FN.GN_LK", "FN.GN_KD", "FN.HUY"})


class Correction(SeedRow):
    """A row of corrections.csv. Values in the canonical unit of the indicator; `expected_value` is the guard."""

    correction_id: str = Field(pattern=r"^DC-\d{4}-\d{3}$")
    indicator_code: str
    breakdown_code: str = "_T"
    admin_unit_code: str
    period_code: str
    value_kind: Literal["actual", "estimate", "forecast", "target", "pending"] = "actual"
    expected_value: Decimal = Field(max_digits=38, decimal_places=6)
    corrected_value: Decimal = Field(max_digits=38, decimal_places=6)
    approver_role: str                      # of expectations/approvals.yml
    document_no: str
    reason: str
    signed_at: AwareDatetime

    @model_validator(mode="after")
    def _corrects(self) -> Correction:
        if self.corrected_value == self.expected_value:
            raise ValueError("corrected_value is expected_value")
        return self

    @property
    def figure(self) -> tuple[str, ...]:
        """The key of the figure in the facts."""
        return self.indicator_code, self.breakdown_code, self.admin_unit_code, self.period_code, self.value_kind


def correction_faults(registry: Registry, corrections: Iterable[Correction] | None = None) -> Iterator[str]:
    """Codes of these corrections, or of the list, that do not resolve; figures corrected twice, or that are sums of others."""
    listed = list(registry.corrections.values())
    for line, one in enumerate(listed if corrections is None else corrections, 2):
        where = f"corrections.csv:{line}"
        for name, known in (("indicator_code", registry.indicators), ("admin_unit_code", registry.units.versions)):
            if getattr(one, name) not in known:
                yield f"{where}: {name}: no {getattr(one, name)!r}"
        if unknown := [code for code in one.breakdown_code.split(".") if code not in registry.breakdowns]:
            yield f"{where}: breakdown_code: no {unknown[0]!r} in breakdowns.csv"
        if one.indicator_code in SUMMED_FROM_CAPITAL:
            yield f"{where}: indicator_code: {one.indicator_code} is added up from rows of capital: mend the form, not the sum"
        if one.approver_role not in registry.approvals.role_codes:
            yield f"{where}: approver_role: no {one.approver_role!r} in approvals.yml"
        if others := [other for other in listed if other.figure == one.figure and other.correction_id != one.correction_id]:
            yield f"{where}: indicator_code: {others[0].correction_id} corrects the same figure: take it out first"
        try:
            parse_period(one.period_code)
        except ValueError as fault:
            yield f"{where}: period_code: {fault}"
