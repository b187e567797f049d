"""A rule has a life: stages with dates, without gap, each in force until the next."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from mtqg.registry.rules import Rule

WORDS = {name: "a" for name in ("name_vi", "name_en", "message_vi", "message_en", "hint_vi", "hint_en", "basis")}
LIFE = [{"stage": "draft", "from": "2025-01-01"}, {"stage": "shadow", "from": "2025-07-01"},
        {"stage": "warning", "from": "2026-01-01"}, {"stage": "critical", "from": "2026-07-01"}]
DAYS = ("2024-12-31", "2025-01-01", "2025-06-30", "2025-07-01", "2025-12-31", "2026-01-01", "2026-06-30", "2026-07-01",
        "2027-01-01")


def rule(**more) -> Rule:
    return Rule.model_validate({"rule_id": "VON-01-R999", "scope": "workbook", "expectation": "ExpectColumnValuesToNotBeNull",
                                "kwargs": {"column": "a"}, **WORDS, **more})


def test_the_stage_is_that_of_the_last_day_of_the_period():
    one = rule(life=LIFE, valid_from="2025-01-01", valid_to="2026-12-31")
    stages = [one.stage_on(date.fromisoformat(day)) for day in DAYS]
    assert stages == [None, "draft", "draft", "shadow", "shadow", "warning", "warning", "critical", None]


def test_intervals_follow_each_other():
    one = rule(life=LIFE, valid_from="2025-01-01", valid_to="2026-12-31")
    assert one.intervals() == (
        (date(2025, 1, 1), date(2025, 6, 30), "draft"), (date(2025, 7, 1), date(2025, 12, 31), "shadow"),
        (date(2026, 1, 1), date(2026, 6, 30), "warning"), (date(2026, 7, 1), date(2026, 12, 31), "critical"))
    assert rule(severity="info").intervals() == ((date(2021, 1, 1), None, "info"),)


@pytest.mark.parametrize(("more", "words"), [
    ({}, "either one `severity` or a `life`"),
    ({"severity": "info", "life": LIFE, "valid_from": "2025-01-01"}, "either one `severity` or a `life`"),
    ({"life": LIFE}, "life begins with valid_from"),
    ({"life": LIFE[::-1], "valid_from": "2026-07-01"}, "follow each other"),
    ({"life": [LIFE[0], LIFE[0]], "valid_from": "2025-01-01"}, "follow each other"),
    ({"life": LIFE, "valid_from": "2025-01-01", "valid_to": "2026-06-30"}, "inside the validity"),
    ({"life": [{"stage": "retired", "from": "2025-01-01"}], "valid_from": "2025-01-01"}, "stage"),
])
def test_a_life_with_a_gap_or_out_of_order_is_refused(more, words):
    with pytest.raises(ValidationError, match=words):
        rule(**more)
