"""One at a time, across programs of the same home folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from mtqg import settings


@contextmanager
def exclusive(name: str) -> Iterator[None]:
    """The block runs while no other program is in a block of this name; the second one waits."""
    path = settings.home() / "run" / f"{name}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)     # let go when the file is closed, however the program ends
        yield
