"""A finding as an officer reads it, whether it comes from the ledger or from `mtqg check`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mtqg.model import Finding
from mtqg.quality.messages import readable, sentence
from mtqg.quality.verdict import severity_of
from mtqg.registry import Registry
from mtqg.registry.rules import Rule

SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding with the words of its rule; `actual` and `expected` as recorded, `found` and `wanted` as they are shown."""

    rule_id: str
    severity: str
    message_vi: str
    message_en: str
    hint_vi: str
    hint_en: str
    name_vi: str = ""
    name_en: str = ""
    sheet: str | None = None
    cell_ref: str | None = None
    block_code: str | None = None
    row_key: str | None = None
    column_key: str | None = None
    actual: str | None = None
    expected: str | None = None
    found: str | None = None
    wanted: str | None = None
    scope: str = "workbook"
    cites: str = "content"              # what `actual` is: the cell's content, or something said of its place
    is_total: bool = False              # the rule compares a total with what is below it
    implied_by: tuple[str, ...] = ()    # rules that, broken in the same line, make this one follow
    waiver: str | None = None           # number of the document that waives it


def remarks_of(findings: Iterable[Finding], registry: Registry) -> list[Remark]:
    """Findings just made, in their order; rules that only engineers see leave none."""
    return [
        _remark(registry.rules[one.rule_id], one.rule_id, severity_of(one, registry),
                sentence(registry.rules[one.rule_id], one, "vi"), sentence(registry.rules[one.rule_id], one, "en"), one, None)
        for one in findings if not one.is_shadow]


def recorded_remarks(rows: Iterable[dict[str, Any]], registry: Registry) -> list[Remark]:
    """Rows of control.findings, with the severity and the sentences that they were recorded with."""
    return [
        _remark(registry.rules.get(row["rule_id"]), row["rule_id"], row["severity"], row["message_vi"], row["message_en"],
                _Row(row), row.get("waiver"))
        for row in rows]


class _Row:
    """A row of the ledger, asked as a finding is."""

    def __init__(self, row: dict[str, Any]):
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return self._row[name]


def _remark(rule: Rule | None, rule_id: str, severity: str, message_vi: str, message_en: str, one: Any,
            waiver: str | None) -> Remark:
    scope = rule.scope if rule else "workbook"
    shown = [text if text is None or scope == "reading" else readable(text, "vi") for text in (one.actual, one.expected)]
    return Remark(
        rule_id, severity, message_vi, message_en, rule.hint_vi if rule else "", rule.hint_en if rule else "",
        rule.name_vi if rule else rule_id, rule.name_en if rule else rule_id, one.sheet, one.cell_ref,
        one.block_code, one.row_key, one.column_key, one.actual, one.expected, *shown, scope=scope,
        cites=rule.reports.cites if rule else "content", is_total=bool(rule and rule.frame == "totals"),
        implied_by=rule.implied_by if rule else (), waiver=waiver)
