"""Bench: what counts as met, and plain predicates that break where the rules' expectations break."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

from bench.clock import best
from bench.lines import Line, at_least, at_most, say_missed, write_json
from bench.predicates import PREDICATES, broken_rows
from mtqg.registry import load_registry


@pytest.mark.parametrize(("number", "verdict"), [(1.9, "aim"), (2.0, "aim"), (2.1, "bar"), (4.0, "bar"), (4.1, "missed")])
def test_a_line_says_how_far_it_came(number: float, verdict: str) -> None:
    assert Line("load", "x", "", number=number, bar=at_most(4), aim=at_most(2)).verdict == verdict


def test_a_missed_bar_is_said_by_name_and_fails_the_run_where_no_machine_is_to_blame() -> None:
    console = Console(record=True, width=120)
    slow = Line("load", "a month", "", number=4.5, bar=at_most(4))
    poor = Line("rules", "recall", "", number=0.9751, unit="", bar=at_least(0.98, ""), is_exact=True)
    assert (say_missed([slow], console), say_missed([slow, poor], console)) == (False, True)
    assert "MISSED: load: a month 4.500x (≤ 4x); rules: recall 0.975 (≥ 0.98)" in console.export_text()


def test_an_aim_alone_is_never_missed() -> None:
    assert Line("reader", "x", "", number=0.2, aim=at_least(0.25)).verdict == "short"
    assert Line("reader", "x", "").verdict == ""


def test_the_shortest_try_counts() -> None:
    calls: list[str] = []
    assert len(best(2, lambda: calls.append("a"), lambda: calls.append("b"))) == 2
    assert calls == ["a", "b", "a", "b"]


def test_the_document_holds_what_the_table_shows(tmp_path: Path) -> None:
    path = tmp_path / "bench.json"
    write_json([Line("check", "x", "1 s", number=1.0, unit=" s", bar=at_most(2, " s"))], path, {"cores": 2})
    said = json.loads(path.read_text())
    assert said["about"] == {"cores": 2}
    assert said["lines"][0]["verdict"] == "bar"
    assert said["lines"][0]["bar"] == {"kind": "<=", "value": 2, "unit": " s"}


FRAME = pd.DataFrame({"a": [1.0, 2.0, None, 4.0], "b": [1.0, 3.0, 3.0, 3.0]}, index=list("wxyz"))
PAIR = "ExpectColumnPairValuesAToBeGreaterThanB"


@pytest.mark.parametrize(("expectation", "kwargs", "broken"), [
    (PAIR, {"column_A": "a", "column_B": "b", "or_equal": True}, ["x"]),
    (PAIR, {"column_A": "a", "column_B": "b"}, ["w", "x"]),
    ("ExpectColumnValuesToBeBetween", {"column": "a", "min_value": 2, "max_value": 3}, ["w", "z"]),
    ("ExpectColumnValuesToBeBetween", {"column": "a", "max_value": 3}, ["z"]),
    ("ExpectColumnValuesToBeInSet", {"column": "a", "value_set": [1, 2]}, ["z"]),
    ("ExpectColumnValuesToNotBeNull", {"column": "a"}, ["y"]),
    ("ExpectLinearRelationToHold", {"column_list": ["a", "b"], "coefficients": [1.0, -1.0]}, ["x", "z"]),
    ("ExpectLinearRelationToHold", {"column_list": ["a", "b"], "coefficients": [1.0, -1.0], "relation": "<="}, ["z"]),
    ("ExpectLinearRelationToHold", {"column_list": ["a", "b"], "coefficients": [1.0, -1.0], "tolerance": 1.0}, []),
])
def test_plain_predicates_break_where_the_rule_does(expectation: str, kwargs: dict, broken: list[str]) -> None:
    assert broken_rows(expectation, kwargs, FRAME) == broken


def test_every_expectation_of_the_rules_has_a_plain_form() -> None:
    used = {rule.expectation for rule in load_registry().rules.values() if rule.scope == "workbook"}
    assert used <= set(PREDICATES)
