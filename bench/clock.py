"""Time taken, the best of several tries where a thing can be repeated."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil


@dataclass
class Watch:
    seconds: float = 0.0


def cpu_seconds(others: Iterable[int] = ()) -> float:
    """CPU time of this process and of `others` (process numbers), each with its ended children."""
    spent = sum(os.times()[:4])
    for pid in others:
        with suppress(psutil.Error):
            used = psutil.Process(pid).cpu_times()
            spent += used.user + used.system + used.children_user + used.children_system
    return spent


@contextmanager
def watch() -> Iterator[Watch]:
    """`seconds` is how long the block took."""
    found = Watch()
    began = time.perf_counter()
    try:
        yield found
    finally:
        found.seconds = time.perf_counter() - began


def best(tries: int, *calls: Callable[[], object], before: Callable[[], object] | None = None) -> list[float]:
    """The shortest time of each call; the tries alternate, so that a busy moment of the machine strikes all alike.

    `before` is called, unmeasured, ahead of each.
    """
    shortest = [float("inf")] * len(calls)
    for _ in range(tries):
        for number, call in enumerate(calls):
            if before:
                before()
            with watch() as took:
                call()
            shortest[number] = min(shortest[number], took.seconds)
    return shortest
