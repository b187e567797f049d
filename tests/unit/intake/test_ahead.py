"""Steps are done in their order, each begun while earlier ones wait; none that began is left behind."""

from functools import partial

import pytest

from mtqg.intake import ahead
from mtqg.intake.ahead import Step, do_in_order


def steps(told: list[str], sizes: list[int]):
    """Each tells when it begins, is done or dropped."""
    for number, size in enumerate(sizes):
        told.append(f"begin {number}")
        yield Step(partial(told.append, f"do {number}"), partial(told.append, f"drop {number}"), size)


def done(told: list[str]) -> list[str]:
    return [one for one in told if one.startswith("do ")]


def test_so_many_files_begin_before_the_first_is_done_and_all_are_done_in_order():
    told: list[str] = []
    do_in_order(steps(told, [1] * 20))
    assert told.index("do 0") == ahead.FILES + 1
    assert done(told) == [f"do {number}" for number in range(20)]


def test_large_files_wait_for_each_other():
    told: list[str] = []
    do_in_order(steps(told, [ahead.BYTES, ahead.BYTES, 1]))
    assert told == ["begin 0", "begin 1", "do 0", "begin 2", "do 1", "do 2"]


def test_a_step_that_waits_for_no_answer_is_done_as_soon_as_those_before_it_are():
    told: list[str] = []
    do_in_order(steps(told, [0, 1, 0, 1]))
    assert told == ["begin 0", "do 0", "begin 1", "begin 2", "begin 3", "do 1", "do 2", "do 3"]


def test_what_had_begun_is_dropped_behind_a_step_that_raises():
    told: list[str] = []

    def broken():
        raise ConnectionError

    def all_steps():
        yield Step(broken, partial(told.append, "drop broken"), ahead.BYTES + 1)
        yield from steps(told, [1, 1])

    with pytest.raises(ConnectionError):
        do_in_order(all_steps())
    assert told == ["begin 0", "drop 0"]
