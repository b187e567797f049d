"""Each source is asked as often as sources.yml says, by one run at a time, sooner after an outage."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from mtqg import settings
from mtqg.intake import hold_polls, provinces_to_poll
from mtqg.registry import load_registry
from mtqg.store import connect, polls

pytestmark = pytest.mark.slow

NOW = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)
PACE = {"48-TC": 30, "66-TC": 60}


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def claimed(run: str, now: datetime, pace: dict[str, int] = PACE, only_due: bool = True) -> set[str]:
    with connect() as db:
        return polls.claim(db, pace, run, now, only_due)


def test_a_source_is_due_when_its_own_interval_is_over(warehouse):
    assert claimed("first", NOW) == set(PACE)
    assert claimed("tick", minutes(5)) == set()
    assert claimed("tick", minutes(28)) == set()
    assert claimed("tick", minutes(29.9)) == {"48-TC"}          # a tick that came a moment early
    assert claimed("tock", minutes(60)) == set(PACE)


def test_an_edit_of_the_interval_counts_from_the_next_look_on(warehouse):
    claimed("first", NOW)
    assert claimed("tick", minutes(10), {"48-TC": 10, "66-TC": 60}) == {"48-TC"}


def test_runs_at_the_same_time_share_no_source(warehouse):
    pace = {f"{number:02}-TC": 30 for number in range(1, 40)}
    with ThreadPoolExecutor(8) as runs:
        found = list(runs.map(lambda run: claimed(run, NOW, pace), [f"run {number}" for number in range(8)]))
    assert sorted(code for one in found for code in one) == sorted(pace)


def test_a_run_that_repeats_itself_has_the_same_sources(warehouse):
    assert claimed("run", NOW) == claimed("run", minutes(1)) == set(PACE)


def test_an_outage_is_asked_after_5_10_and_20_minutes_then_at_the_ordinary_pace(warehouse):
    asked, at = [], 0.0
    claimed("run 0", NOW)
    for number in range(1, 5):
        with connect() as db:
            polls.answered(db, "66-TC", did=False)
        waited = next(wait for wait in range(1, 61) if claimed(f"run {number}", minutes(at + wait), {"66-TC": 60}))
        asked.append(waited)
        at += waited
    assert asked == [4, 9, 19, 59]                               # a minute of slack for each tick
    with connect() as db:
        polls.answered(db, "66-TC", did=True)
    assert claimed("well", minutes(at + 58), {"66-TC": 60}) == set()


def test_a_clock_that_went_back_holds_no_source_for_long(warehouse):
    claimed("tomorrow", NOW + timedelta(days=1))
    assert claimed("today", NOW) == set(PACE)


def test_who_is_named_is_asked_although_it_was_asked_a_moment_ago(warehouse):
    hold_polls(NOW)
    assert provinces_to_poll(None, None, True, "tick", minutes(1)) == []
    [one] = provinces_to_poll(None, ["48-TC"], True, "by hand", minutes(1))
    assert one.source_codes == ["48-TC"]
    assert len(provinces_to_poll("2026-09", None, True, "month", minutes(2))) == 35
    assert len(provinces_to_poll(None, None, False, "all", minutes(3))) == 35


def test_every_source_has_a_pace_and_the_schedule_is_as_fast_as_the_fastest():
    assert {one.poll_minutes for one in load_registry().sources} == {30, 1440}
