"""A reading process that crashes, loops, hoards or raises costs one answer, never the process that asks."""

import ctypes
import os
import time

import pytest

from mtqg.intake.child import Limits, Stopped, WarmChild

LIMITS = Limits(memory_bytes=1 << 30, cpu_seconds=30, wall_seconds=30.0)


def poisoned(question):
    """What a reader might do over a hostile file."""
    kind, value = question
    if kind == "segfault":
        ctypes.string_at(0)
    elif kind == "allocate":
        return len(bytearray(value))
    elif kind == "hoard":
        hoarded = []
        while True:
            hoarded.append(bytes(10_000_000))
    elif kind == "loop":
        while True:
            pass
    elif kind == "sleep":
        time.sleep(value)
    elif kind == "touch":
        value.touch()
    elif kind == "raise":
        raise ValueError("the words of the file")
    elif kind == "exit":
        os._exit(7)
    return os.getpid(), value


@pytest.fixture
def child():
    with WarmChild(poisoned, LIMITS) as started:
        yield started


def test_one_child_answers_every_question(child):
    pids = {child.ask(("tell", number))[0] for number in range(20)}
    assert len(pids) == 1
    assert child.started == 1
    assert os.getpid() not in pids


@pytest.mark.parametrize(("question", "reason"), [
    (("segfault", 0), "crash"), (("exit", 0), "crash"), (("hoard", 0), "memory"), (("allocate", 1 << 34), "memory"),
    (("raise", 0), "fault")])
def test_after_a_child_that_was_lost_another_one_answers(child, question, reason):
    first = child.ask(("tell", 1))[0]
    stopped = child.ask(question)
    assert isinstance(stopped, Stopped)
    assert stopped.reason == reason
    again = child.ask(("tell", 2))
    assert again[1] == 2
    assert again[0] != first


def test_a_fault_says_class_and_place_and_not_a_word_of_the_file(child):
    stopped = child.ask(("raise", 0))
    assert stopped.detail.startswith("ValueError in test_child.py:")
    assert "words" not in stopped.detail


@pytest.mark.slow
@pytest.mark.parametrize(("question", "limits"), [
    (("loop", 0), Limits(1 << 30, cpu_seconds=1, wall_seconds=30.0)),
    (("sleep", 60), Limits(1 << 30, cpu_seconds=30, wall_seconds=0.5))])
def test_an_endless_question_ends(question, limits):
    began = time.monotonic()
    with WarmChild(poisoned, limits) as child:
        assert child.ask(question).reason == "time"
        assert child.ask(("tell", 3))[1] == 3
    assert time.monotonic() - began < 60


@pytest.mark.slow
def test_time_is_counted_for_each_question():
    with WarmChild(poisoned, Limits(1 << 30, cpu_seconds=1, wall_seconds=5.0)) as child:
        for _ in range(3):
            assert child.ask(("sleep", 0.01))[1] == 0.01
        assert child.ask(("loop", 0)).reason == "time"


def test_nothing_is_left_of_it(child):
    pid, _ = child.ask(("tell", 1))
    child.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_large_answer_comes_whole(child):
    text = "ô" * 3_000_000
    assert child.ask(("tell", text))[1] == text


def test_answers_keep_the_order_of_their_questions_also_around_one_that_was_lost(child):
    asked = [("tell", 1), ("segfault", 0), ("tell", 2), ("raise", 0), ("tell", 3)]
    answers = [child.answer(number) for number in [child.begin(question) for question in asked]]
    assert [answer.reason if isinstance(answer, Stopped) else answer[1] for answer in answers] == [1, "crash", 2, "fault", 3]


def test_the_child_is_not_held_up_by_answers_that_wait_for_the_asking_process(child, tmp_path):
    """They are more than a pipe holds; each further question makes room."""
    numbers = [child.begin(("tell", letter * 900_000)) for letter in "abcd"]
    child.begin(("touch", tmp_path / "reached"))
    latest = time.monotonic() + 20
    while not (tmp_path / "reached").exists() and time.monotonic() < latest:
        time.sleep(0.01)
        child.forget(child.begin(("tell", 0)))
    assert (tmp_path / "reached").exists()
    assert [child.answer(number)[1] for number in numbers] == [letter * 900_000 for letter in "abcd"]


def test_answers_are_had_in_any_order_and_what_is_forgotten_is_never_taken_for_another(child):
    numbers = [child.begin(("tell", value)) for value in "abc"]
    assert child.answer(numbers[2])[1] == "c"
    child.forget(numbers[1])
    assert child.answer(numbers[0])[1] == "a"
    late = [child.begin(("tell", value)) for value in "de"]
    child.forget(late[0])
    assert child.answer(late[1])[1] == "e"


def test_questions_behind_one_that_the_child_did_not_survive_are_asked_again_but_not_those_forgotten(child, tmp_path):
    lost, unwanted, wanted = (child.begin(question) for question in
                              [("segfault", 0), ("touch", tmp_path / "unwanted"), ("tell", 1)])
    assert child.answer(lost).reason == "crash"
    child.forget(unwanted)
    assert child.answer(wanted)[1] == 1
    assert not (tmp_path / "unwanted").exists()
