"""Dashboard bench: how many facts there are, and that both databases are asked the same."""

from __future__ import annotations

import re

import duckdb
import pytest

from bench.dashboard_queries import QUESTIONS
from bench.generated_facts import FIGURES, MONTHS, Facts

NAMES = {"indicator", "province", "first", "last", "before", "period"}


def test_twenty_million_facts_are_communes_by_indicators_by_months():
    facts = Facts(20_000_000)
    assert (len(facts.communes), len(facts.indicators), len(MONTHS), len(facts.provinces)) == (3321, 100, 60, 34)
    assert len({code for _, code in facts.indicators}) == 100 and MONTHS[0] == "2026-01" and MONTHS[-1] == "2030-12"


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.what)
def test_both_are_asked_with_the_same_parameters(question):
    asked = set(re.findall(r"\$(\w+)", question.warehouse))
    assert asked == set(re.findall(r"\$(\w+)", question.facts)) <= NAMES
    assert "$" not in question.of_warehouse and set(re.findall(r"%\((\w+)\)s", question.of_warehouse)) == asked


def test_the_figures_of_a_month_are_there_once_each_and_differ():
    facts = Facts(3321 * 60 * 2)
    duck = duckdb.connect()
    facts.write_lists(duck, "?")
    figures = FIGURES.format(month=MONTHS[3], number=3)
    rows, keys, values = duck.execute(f"select count(*), count(distinct (indicator_code, admin_unit_code)), "
                                      f"count(distinct observation_value) from ({figures})").fetchone()
    assert rows == keys == 3321 * 2 and values > 6000
