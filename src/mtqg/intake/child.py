"""A warm child process with limits: what one question does to it cannot reach the process that asks."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from mtqg.intake.inbox import Inbox
from mtqg.intake.serving import ANSWER, MEMORY, Limits, send, serve

__all__ = ["Limits", "Stopped", "WarmChild"]
_PIPE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Stopped:
    """No answer: the child ran out of memory or time, crashed, or met a fault of ours (its class and place as `detail`)."""

    reason: Literal["memory", "time", "crash", "fault"]
    detail: str


class WarmChild:
    """One child answers all questions in their order; after one that it did not survive the next has another child.

    It is forked: what the asking process has loaded (the registry, the readers) it need not load again. `before` is called
    ahead of that, when there is a first question. Questions are small, and few are open at a time: they wait in a pipe.
    """

    def __init__(self, work: Callable[[Any], Any], limits: Limits, before: Callable[[], None] | None = None):
        self._work, self._limits, self._before = work, limits, before
        self._pid: int | None = None
        self._ask_at = -1
        self._inbox = Inbox(-1)
        self._open: dict[int, Any] = {}             # number -> question without an answer yet, in their order
        self._answers: dict[int, Any] = {}          # taken on the way to another one
        self._forgotten: set[int] = set()
        self._asked = 0
        self.started = 0

    def __enter__(self) -> WarmChild:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: Any) -> Any | Stopped:
        """What the work makes of the question, or why there is no answer."""
        return self.answer(self.begin(question))

    def begin(self, question: Any) -> int:
        """The question's number; the child works at it once it has answered those before, which are taken off the pipe."""
        self._asked += 1
        self._open[self._asked] = question
        if self._pid is None:
            self._start()
        else:
            self._inbox.collect()
            self._send(question)
        return self._asked

    def answer(self, number: int) -> Any | Stopped:
        """The answer to the question of this number, which nobody has taken."""
        while number not in self._answers:
            if self._pid is None:
                self._start()
            first, answer = next(iter(self._open)), self._next_answer()
            del self._open[first]
            if first in self._forgotten:
                self._forgotten.remove(first)
            else:
                self._answers[first] = answer
        return self._answers.pop(number)

    def forget(self, number: int) -> None:
        """Nobody will take this answer; another child is not asked the question again."""
        if number in self._open:
            self._forgotten.add(number)
        self._answers.pop(number, None)

    def close(self) -> None:
        """No child is left, and no question open."""
        self._open, self._answers, self._forgotten = {}, {}, set()
        self._end(kill=True)

    def _send(self, question: Any) -> None:
        with contextlib.suppress(BrokenPipeError):          # why, is found where the answer is taken
            send(self._ask_at, ANSWER, pickle.dumps(question, pickle.HIGHEST_PROTOCOL))

    def _next_answer(self) -> Any | Stopped:
        """The answer to the question that has been open longest."""
        deadline = time.monotonic() + self._limits.wall_seconds
        try:
            kind, content = self._inbox.next(deadline)
        except TimeoutError:
            self._end(kill=True)
            return Stopped("time", f"> {self._limits.wall_seconds:g} s")
        except EOFError:
            return self._why_ended(self._end(kill=False))
        if kind == ANSWER:
            return pickle.loads(content)
        self._end(kill=True)
        return Stopped("memory" if kind == MEMORY else "fault", bytes(content).decode("utf-8", "replace"))

    def _why_ended(self, status: int) -> Stopped:
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number == signal.SIGXCPU:
            return Stopped("time", f"> {self._limits.cpu_seconds} s CPU")
        return Stopped("crash", signal.Signals(number).name if number else f"exit {os.waitstatus_to_exitcode(status)}")

    def _start(self) -> None:
        if self._before:
            self._before()
        ask_from, self._ask_at = os.pipe()
        answer_from, answer_to = os.pipe()
        self._inbox = Inbox(answer_from)
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(ValueError, OSError, AttributeError):
                stream.flush()
        self._pid = os.fork()
        if self._pid == 0:
            serve(self._work, self._limits, ask_from, answer_to)
        os.close(ask_from)
        os.close(answer_to)
        self.started += 1
        for descriptor in (self._ask_at, answer_from):
            with contextlib.suppress(OSError):
                fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        for number in self._forgotten:
            self._open.pop(number, None)
        self._forgotten.clear()
        for question in self._open.values():
            self._send(question)

    def _end(self, *, kill: bool) -> int:
        """The wait status of the child, whose pipes are closed."""
        if self._pid is None:
            return 0
        if kill:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        for descriptor in (self._ask_at, self._inbox.descriptor):
            os.close(descriptor)
        try:
            _, status = os.waitpid(self._pid, 0)
        except ChildProcessError:
            status = 0
        self._pid = None
        return status
