"""Steps of a pull in their order, each begun while those before it wait for the reading process."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: So many files, and bytes of them, are fetched and asked about while an earlier one is not stored yet.
FILES, BYTES = 6, 60_000_000


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done at its turn; `drop` instead, where its turn never comes. One without bytes waits for no answer."""

    do: Callable[[], None]
    drop: Callable[[], None] = lambda: None
    size_bytes: int = 0


def do_in_order(steps: Iterable[Step]) -> None:
    """Every step is done, in order; what one raises ends all, and those that had begun are dropped."""
    waiting: deque[Step] = deque()
    try:
        for step in steps:
            waiting.append(step)
            while waiting and (not waiting[0].size_bytes or _are_many(waiting)):
                waiting.popleft().do()
        while waiting:
            waiting.popleft().do()
    finally:
        for step in waiting:
            step.drop()


def _are_many(waiting: Iterable[Step]) -> bool:
    sizes = [step.size_bytes for step in waiting if step.size_bytes]
    return len(sizes) > FILES or (len(sizes) > 1 and sum(sizes) > BYTES)
