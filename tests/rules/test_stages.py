"""Drafts run in backtests only; what a rule on probation finds is for engineers and decides nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from mtqg.quality import decide, judge_frames
from mtqg.quality.messages import write_findings
from mtqg.registry.rules import Stage

RULE, CASE = "GN-02-R008", "GN-02-R008-fails-1"


@pytest.fixture
def cells(registry, all_cases, write_case, cells_of_case):
    case = next(one for one in all_cases if one.name == CASE)
    return cells_of_case(registry, "GN-02", write_case(registry, "GN-02", case).content, "a")


@pytest.fixture
def staged(registry, monkeypatch):
    """Puts the rule at a stage for the time of a test."""

    def put(stage: str) -> None:
        life = (Stage(stage=stage, from_day=date(2021, 1, 1)),)
        rule = registry.rules[RULE].model_copy(update={"life": life})
        monkeypatch.setitem(registry.rules, RULE, rule)

    return put


def judged(registry, cells, **how):
    found = judge_frames(registry, "GN-02", cells, scopes=("workbook",), **how)["a"]
    return [(one.severity, one.is_shadow) for one in found if one.rule_id == RULE]


@pytest.mark.parametrize(("stage", "officers", "engineers", "alone"), [
    ("draft", [], [], [("info", True)]),
    ("shadow", [], [("info", True)], [("info", True)]),
    ("info", [("info", False)], [("info", False)], [("info", False)]),
    ("warning", [("warning", False)], [("warning", False)], [("warning", False)]),
    ("critical", [("critical", False)], [("critical", False)], [("critical", False)]),
])
def test_who_sees_the_finding(registry, cells, staged, stage, officers, engineers, alone):
    staged(stage)
    assert judged(registry, cells) == officers
    assert judged(registry, cells, shadow=True) == engineers
    assert judged(registry, cells, only=RULE) == alone


@pytest.mark.parametrize(("stage", "status"), [
    ("shadow", "accepted"), ("info", "accepted"), ("warning", "accepted_with_warnings"), ("critical", "rejected")])
def test_what_it_makes_of_the_verdict(registry, cells, staged, stage, status):
    staged(stage)
    found = judge_frames(registry, "GN-02", cells, scopes=("workbook",), shadow=True)["a"]
    written = write_findings(found, registry)
    assert [one.stage for one in written] == (["shadow"] if stage == "shadow" else [None])
    given = decide(written)
    assert given.status == status
    assert sum(given.counts.values()) == (0 if stage == "shadow" else 1)


def test_a_waived_shadow_finding_does_not_count_either(registry, cells, staged):
    staged("shadow")
    [one] = write_findings(judge_frames(registry, "GN-02", cells, scopes=("workbook",), shadow=True)["a"], registry)
    assert decide([replace(one, waiver_id="W1")]).n_waived == 0
