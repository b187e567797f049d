"""A warm child process with limits: what one question does to it cannot reach the process that asks."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import resource
import select
import signal
import struct
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NoReturn

_HEAD = struct.Struct("<BQ")
_ANSWER, _MEMORY, _FAULT = 0, 1, 2
_PIPE_BYTES = 1 << 20
_F_SETPIPE_SZ = 1031
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one question: memory of the whole child, and the time of one question by the processor and by the wall."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float


@dataclass(frozen=True, slots=True)
class Stopped:
    """No answer: the child ran out of memory or time, crashed, or met a fault of ours (its class and place as `detail`)."""

    reason: Literal["memory", "time", "crash", "fault"]
    detail: str


class WarmChild:
    """One child answers all questions; after one that it did not survive the next question has another child.

    It is forked: what the asking process has loaded (the registry, the readers) it need not load again. `before` is called
    ahead of that, when there is a first question.
    """

    def __init__(self, work: Callable[[Any], Any], limits: Limits, before: Callable[[], None] | None = None):
        self._work, self._limits, self._before = work, limits, before
        self._pid: int | None = None
        self._ask_at = self._answer_at = -1
        self.started = 0

    def __enter__(self) -> WarmChild:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: Any) -> Any | Stopped:
        """What the work makes of the question, or why there is no answer."""
        self._begin(question)
        return self._answer()

    def ask_all(self, questions: Iterable[Any]) -> Iterator[Any | Stopped]:
        """The answers in the order of the questions; while the caller uses one, the child works at the next."""
        is_open = False
        try:
            for question in questions:
                answer = self._answer() if is_open else None
                self._begin(question)
                if is_open:
                    yield answer
                is_open = True
            if is_open:
                is_open = False
                yield self._answer()
        finally:
            if is_open:                     # the caller went away: nobody may get this answer to another question
                self._end(kill=True)

    def _begin(self, question: Any) -> None:
        if self._pid is None:
            self._start()
        with contextlib.suppress(BrokenPipeError):          # why, is found where the answer is taken
            _write(self._ask_at, _ANSWER, pickle.dumps(question, pickle.HIGHEST_PROTOCOL))

    def _answer(self) -> Any | Stopped:
        deadline = time.monotonic() + self._limits.wall_seconds
        try:
            head = self._take(_HEAD.size, deadline)
            kind, size = _HEAD.unpack(head)
            content = self._take(size, deadline)
        except TimeoutError:
            self._end(kill=True)
            return Stopped("time", f"> {self._limits.wall_seconds:g} s")
        except EOFError:
            return self._why_ended(self._end(kill=False))
        if kind == _ANSWER:
            return pickle.loads(content)
        self._end(kill=True)
        return Stopped("memory" if kind == _MEMORY else "fault", bytes(content).decode("utf-8", "replace"))

    def close(self) -> None:
        """No child is left."""
        self._end(kill=True)

    def _why_ended(self, status: int) -> Stopped:
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        if number == signal.SIGXCPU:
            return Stopped("time", f"> {self._limits.cpu_seconds} s CPU")
        return Stopped("crash", signal.Signals(number).name if number else f"exit {os.waitstatus_to_exitcode(status)}")

    def _start(self) -> None:
        if self._before:
            self._before()
        ask_from, self._ask_at = os.pipe()
        self._answer_at, answer_to = os.pipe()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(ValueError, OSError, AttributeError):
                stream.flush()
        self._pid = os.fork()
        if self._pid == 0:
            _serve(self._work, self._limits, ask_from, answer_to)
        os.close(ask_from)
        os.close(answer_to)
        self.started += 1
        with contextlib.suppress(OSError):
            import fcntl

            fcntl.fcntl(self._answer_at, _F_SETPIPE_SZ, _PIPE_BYTES)

    def _take(self, size: int, deadline: float) -> bytearray:
        taken, filled = bytearray(size), 0
        while filled < size:
            ready, _, _ = select.select([self._answer_at], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            count = os.readv(self._answer_at, [memoryview(taken)[filled:]])
            if count == 0:
                raise EOFError
            filled += count
        return taken

    def _end(self, *, kill: bool) -> int:
        """The wait status of the child, whose pipes are closed."""
        if self._pid is None:
            return 0
        if kill:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        for descriptor in (self._ask_at, self._answer_at):
            os.close(descriptor)
        try:
            _, status = os.waitpid(self._pid, 0)
        except ChildProcessError:
            status = 0
        self._pid = None
        return status


def _write(descriptor: int, kind: int, content: bytes) -> None:
    for part in (_HEAD.pack(kind, len(content)), content):
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view):]


def _serve(work: Callable[[Any], Any], limits: Limits, ask_from: int, answer_to: int) -> NoReturn:
    """The life of the child: until nobody asks any more."""
    try:
        _leave_everything_else(ask_from, answer_to)
        _limit_memory(limits)
        gc.freeze()
        with os.fdopen(ask_from, "rb") as questions:
            while head := questions.read(_HEAD.size):
                question = pickle.loads(questions.read(_HEAD.unpack(head)[1]))
                _limit_time(limits)
                kind, content = _answer(work, question)
                _write(answer_to, kind, content)
    except BrokenPipeError:
        pass
    finally:
        os._exit(0)


def _answer(work: Callable[[Any], Any], question: Any) -> tuple[int, bytes]:
    try:
        return _ANSWER, pickle.dumps(work(question), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _MEMORY, b"MemoryError"
    except BaseException as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return _FAULT, f"{type(fault).__name__} in {Path(last.filename).name}:{last.lineno}".encode()


def _leave_everything_else(ask_from: int, answer_to: int) -> None:
    """The child keeps its two pipes and the output, dies with its parent, and takes no signal for it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGTERM, signal.SIGALRM, signal.SIGCHLD, signal.SIGUSR1, signal.SIGUSR2):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    low, high = sorted((ask_from, answer_to))
    os.closerange(3, low)
    os.closerange(low + 1, high)
    os.closerange(high + 1, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 65_536 else 65_536)


def _limit_memory(limits: Limits) -> None:
    """The limit, or a good half of it beyond what the asking process had already mapped."""
    mapped = 0
    with contextlib.suppress(OSError):
        mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    most = max(limits.memory_bytes, mapped + limits.memory_bytes * 5 // 8)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time(limits: Limits) -> None:
    """This question may take so much more of the processor."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds, most))
