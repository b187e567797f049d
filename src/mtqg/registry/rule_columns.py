"""Cross-check of rules: every column and indicator that a rule names is one of its form, or file and line."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from mtqg.registry.rules import COMMON, Rule

if TYPE_CHECKING:
    from mtqg.registry import Registry

#: Columns that frames have beside those of the form (quality.frames, quality.rates, quality.totals).
_OF_FRAME = {
    "sheet": {"origin_year", "plan_year", "period_end"},
    "rates": {"rate", "numerator", "denominator", "computed", "slight_gap", "gross_gap"},
    "totals": {"reported", "parts", "difference", "rounding"},
    "cells": {"share", "amount", "fraction", "money", "count"},
    "reports": {"filled", "commonest"},
}


def unresolved_columns(registry: Registry) -> Iterator[str]:
    """`<form>/suite.yml:<line>: …` for every name that is nothing."""
    for rule in registry.rules.values():
        if rule.expectation is None:
            continue
        known = _known(registry, rule)
        for name in dict.fromkeys(_named(rule)):
            if not any(fnmatchcase(column, name) for column in known):
                yield f"{_where(registry, rule)}: {rule.rule_id}: no column or indicator {name!r} in frame {rule.frame}"


def _known(registry: Registry, rule: Rule) -> set[str]:
    """Names that the frame of the rule can have."""
    if rule.frame == "indicators":
        return set(registry.indicators)
    known = set(_OF_FRAME.get(rule.frame, ()))
    if rule.frame == "sheet" and rule.form_code:
        known |= {column.column_key for edition in registry.forms[rule.form_code].editions for block in edition.blocks
                  if rule.block in (None, block.block_code) for column in block.columns if column.is_value}
    return known


def _named(rule: Rule) -> Iterator[str]:
    kwargs = rule.kwargs
    for key in ("column", "column_A", "column_B", "column_list", "terms"):
        value = kwargs.get(key, ())
        names = [value] if isinstance(value, str) else value
        yield from (name.split(":")[0] if rule.frame == "indicators" else name for name in names)
    if rule.reports.column:
        yield rule.reports.column.split(":")[0] if rule.frame == "indicators" else rule.reports.column


def _where(registry: Registry, rule: Rule) -> str:
    folder = registry.forms[rule.form_code].folder if rule.form_code else COMMON
    lines = (registry.expectations / folder / "suite.yml").read_text(encoding="utf-8").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.strip() == f"- rule_id: {rule.rule_id}"), 1)
    return f"{folder}/suite.yml:{line}"
