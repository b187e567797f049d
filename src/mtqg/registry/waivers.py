"""Waivers: a finding of one rule in one slice does not decide, for a while, because somebody who may has said so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from mtqg.registry.periods import parse_period
from mtqg.registry.seeds import SeedRow

if TYPE_CHECKING:
    from mtqg.registry import Registry


class Waiver(SeedRow):
    """A row of waivers.csv. Rule, source, form and period are all named: a waiver reaches one slice, never a second."""

    waiver_id: str = Field(pattern=r"^MT-\d{4}-\d{3}$")
    rule_id: str
    source_code: str
    form_code: str
    period_code: str
    approver_role: str                      # of expectations/approvals.yml
    document_no: str
    reason: str
    granted_on: date
    expires_on: date                        # inclusive

    @model_validator(mode="after")
    def _lasts(self) -> Waiver:
        if self.expires_on < self.granted_on:
            raise ValueError("expires_on lies before granted_on")
        return self

    def reaches(self, rule_id: str, source_code: str, form_code: str, period_code: str | None, day: date) -> bool:
        """Whether a finding of the rule in this slice is waived in a verdict given on the day."""
        return ((self.rule_id, self.source_code, self.form_code, self.period_code)
                == (rule_id, source_code, form_code, period_code) and self.granted_on <= day <= self.expires_on)


def waiver_faults(registry: Registry, waivers: Iterable[Waiver] | None = None) -> Iterator[str]:
    """What no waiver can be about, and roles that may grant none; of these waivers, or of the list."""
    sources = {(one.source_code, form) for one in registry.sources for form in one.form_codes}
    for line, waiver in enumerate(registry.waivers.values() if waivers is None else waivers, 2):
        where, rule = f"waivers.csv:{line}", registry.rules.get(waiver.rule_id)
        if rule is None or rule.form_code not in (None, waiver.form_code):
            yield f"{where}: rule_id: no {waiver.rule_id!r} among the rules of {waiver.form_code}"
        if (waiver.source_code, waiver.form_code) not in sources:
            yield f"{where}: source_code: {waiver.source_code!r} owes no {waiver.form_code!r}"
        if waiver.approver_role not in registry.approvals.role_codes:
            yield f"{where}: approver_role: no {waiver.approver_role!r} in approvals.yml"
        try:
            parse_period(waiver.period_code)
        except ValueError as fault:
            yield f"{where}: period_code: {fault}"
