"""Waivers on findings: what is waived stays visible, and does not decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from mtqg.registry.waivers import Waiver

if TYPE_CHECKING:
    from mtqg.model import WrittenFinding


def waive(findings: Iterable[WrittenFinding], waivers: Iterable[Waiver], *, source_code: str, form_code: str,
          period_code: str | None, day: date) -> list[WrittenFinding]:
    """The findings of a submission of this slice, each with the first waiver that reaches it in a verdict given on the day."""
    reaching: dict[str, str] = {}
    for one in sorted(waivers, key=lambda waiver: (waiver.granted_on, waiver.waiver_id)):
        if one.reaches(one.rule_id, source_code, form_code, period_code, day):
            reaching.setdefault(one.rule_id, one.waiver_id)
    return [replace(finding, waiver_id=reaching.get(finding.rule_id)) for finding in findings]
