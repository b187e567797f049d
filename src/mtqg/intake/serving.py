"""The life of a child process that answers questions, under its limits; how both sides write to each other."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import pickle
import resource
import signal
import struct
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

#: Before every message: what it is, and how many bytes follow.
HEAD = struct.Struct("<BQ")
ANSWER, MEMORY, FAULT = 0, 1, 2
_PR_SET_PDEATHSIG = 1
_RARELY = (200_000, 20, 20)


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one question: memory of the whole child, and the time of one question by the processor and by the wall."""

    memory_bytes: int
    cpu_seconds: int
    wall_seconds: float


def send(descriptor: int, kind: int, content: bytes) -> None:
    """The message is written whole."""
    for part in (HEAD.pack(kind, len(content)), content):
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view):]


def rest_garbage() -> None:
    """What is loaded is looked through for garbage no more, and what comes rarely: a reading makes much and leaves no cycles."""
    gc.freeze()
    gc.set_threshold(*_RARELY)


def serve(work: Callable[[Any], Any], limits: Limits, ask_from: int, answer_to: int) -> NoReturn:
    """The life of the child: until nobody asks any more."""
    try:
        _leave_everything_else(ask_from, answer_to)
        _limit_memory(limits)
        rest_garbage()
        with os.fdopen(ask_from, "rb") as questions:
            while head := questions.read(HEAD.size):
                question = pickle.loads(questions.read(HEAD.unpack(head)[1]))
                _limit_time(limits)
                kind, content = _answer(work, question)
                send(answer_to, kind, content)
    except BrokenPipeError:
        pass
    finally:
        os._exit(0)


def _answer(work: Callable[[Any], Any], question: Any) -> tuple[int, bytes]:
    try:
        return ANSWER, pickle.dumps(work(question), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return MEMORY, b"MemoryError"
    except BaseException as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        return FAULT, f"{type(fault).__name__} in {Path(last.filename).name}:{last.lineno}".encode()


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
