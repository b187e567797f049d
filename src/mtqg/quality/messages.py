"""A rule and a finding as a sentence, Vietnamese and English; numbers as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from mtqg.model import Finding, WrittenFinding
from mtqg.quality.verdict import severity_of
from mtqg.registry import Registry
from mtqg.registry.rules import Rule

Language = Literal["vi", "en"]
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_FIGURE = re.compile(rf"([≥≤≈] )?{_NUMBER.pattern}( – {_NUMBER.pattern})?")
_EMPTY = {"vi": "trống", "en": "empty"}
_LEFT_EMPTY = {"vi": "(bỏ trống)", "en": "(left empty)"}
#: Words that are names or dates, never amounts.
_NAMES = re.compile(r"row|column|sheet|cell|.*period|.*year")


class _Words(dict):
    """A word that a finding does not bring reads `…`: a message never fails in front of a reader."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(rule: Rule, finding: Finding, language: Language) -> str:
    """The rule's message with the words of the finding."""
    words = {"expected": finding.expected, "sheet": finding.sheet, "cell": finding.cell_ref, **finding.details}
    shown = {name: _shown(rule, name, text, language) for name, text in words.items() if text is not None}
    empty = _LEFT_EMPTY if rule.scope == "reading" else _EMPTY
    shown["actual"] = empty[language] if finding.actual is None else _shown(rule, "actual", finding.actual, language)
    template = rule.message_vi if language == "vi" else rule.message_en
    return template.format_map(_Words(shown))


def _shown(rule: Rule, name: str, text: str, language: Language) -> str:
    """What the reader of a form cites is left as typed; a rule's own figures are written for people."""
    is_name = _NAMES.fullmatch(name) or _NAMES.fullmatch(rule.reports.column or "")
    return text if rule.scope == "reading" or is_name else readable(text, language)


def readable(text: str, language: Language) -> str:
    """A plain number (also `≥ 5`, `0 – 100`) as the language writes it: `1234.5` is `1.234,5` or `1,234.5`; other text stays."""
    if not _FIGURE.fullmatch(text):
        return text
    return _NUMBER.sub(lambda found: _grouped(found[0], language), text)


def _grouped(number: str, language: Language) -> str:
    whole, _, part = number.partition(".")
    written = f"{int(whole):,}" if part == "" or int(whole) else whole
    written += f".{part}" if part else ""
    return written.translate(str.maketrans(",.", ".,")) if language == "vi" else written


def write_findings(findings: Iterable[Finding], registry: Registry) -> list[WrittenFinding]:
    """Findings as they are kept: with the severity of their rule's stage and the sentence in both languages."""
    written = []
    for one in findings:
        rule = registry.rules[one.rule_id]
        written.append(WrittenFinding(
            one.rule_id, severity_of(one, registry), one.sheet, one.cell_ref, one.block_code, one.row_key, one.column_key,
            one.indicator_code, one.admin_unit_code, one.actual, one.expected, sentence(rule, one, "vi"),
            sentence(rule, one, "en"), stage="shadow" if one.is_shadow else None))
    return written
