"""A rule and a finding as a sentence, Vietnamese and English; numbers as each language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mtqg.model import Finding
from mtqg.registry import Registry
from mtqg.registry.rules import Rule

if TYPE_CHECKING:
    from mtqg.store.verdicts import WrittenFinding

_NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:\.\d+)?(?![\w.,])")
_EMPTY = {"vi": "trống", "en": "empty"}


class _Words(dict):
    """A word that a finding does not bring reads `…`, never an error in front of a reader."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(rule: Rule, finding: Finding, language: str) -> str:
    """The rule's message with the words of the finding."""
    words = {"actual": finding.actual, "expected": finding.expected, "sheet": finding.sheet, "cell": finding.cell_ref, **finding.details}
    is_judged = rule.scope != "reading"
    shown = {name: _EMPTY[language] if text is None else readable(text, language) if is_judged and name not in ("row", "column", "cell")
             else text for name, text in words.items()}
    template = rule.message_vi if language == "vi" else rule.message_en
    return template.format_map(_Words(shown))


def readable(text: str, language: str) -> str:
    """Plain numbers in the text as the language writes them: `1234.5` as `1.234,5` or `1,234.5`; a year stays."""
    return _NUMBER.sub(lambda found: _grouped(found[0], language), text)


def _grouped(number: str, language: str) -> str:
    whole, _, part = number.partition(".")
    whole = f"{int(whole):,}" if len(whole.lstrip("-")) > 3 else whole
    if language == "vi":
        return whole.replace(",", ".") + ("," + part if part else "")
    return whole + ("." + part if part else "")


def write_findings(findings: Iterable[Finding], registry: Registry) -> list[WrittenFinding]:
    """Findings as they are kept: with the severity of their rule and the sentence in both languages."""
    from mtqg.store.verdicts import WrittenFinding

    written = []
    for one in findings:
        rule = registry.rules[one.rule_id]
        written.append(WrittenFinding(
            one.rule_id, rule.severity, one.sheet, one.cell_ref, one.block_code, one.row_key, one.column_key, one.indicator_code,
            one.admin_unit_code, one.actual, one.expected, sentence(rule, one, "vi"), sentence(rule, one, "en")))
    return written
