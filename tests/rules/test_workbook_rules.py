"""Each rule of scope workbook: a case that passes, one that fails at its cell with what was expected, and the boundary."""

from __future__ import annotations

from collections import defaultdict

from mtqg.quality.messages import sentence


def test_the_case_gives_exactly_these_findings(registry, outcome):
    assert {(one.rule_id, one.sheet, one.cell_ref, one.expected) for one in outcome.findings} == outcome.wanted


def test_the_messages_of_its_findings_are_whole(registry, outcome):
    for one in outcome.findings:
        for language in ("vi", "en"):
            words = sentence(registry.rules[one.rule_id], one, language)
            assert "…" not in words and "{" not in words, words


def test_a_case_that_fails_fails_by_its_own_rule(case):
    own = [found for found in case.finds if found[0] == case.rule_id]
    assert case.kind == "boundary" or bool(own) == (case.kind == "fails")


def test_every_rule_has_a_passing_a_failing_and_a_boundary_case(registry, all_cases):
    kinds = defaultdict(set)
    for case in all_cases:
        kinds[case.rule_id].add(case.kind)
    rules = {rule.rule_id for rule in registry.rules.values() if rule.scope == "workbook"}
    assert {rule: kinds[rule] for rule in rules if kinds[rule] != {"passes", "fails", "boundary"}} == {}
    assert set(kinds) <= rules
