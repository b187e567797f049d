"""The end of a pipe at which messages of the reading process arrive, whole."""

from __future__ import annotations

import os
import select
import time
from collections import deque

from mtqg.intake.serving import HEAD


class Inbox:
    """Messages in the order in which they were sent, each (kind, content); half a message waits for the rest of it."""

    def __init__(self, descriptor: int):
        self.descriptor = descriptor
        self._whole: deque[tuple[int, bytearray]] = deque()
        self._begin(HEAD.size)

    def next(self, deadline: float) -> tuple[int, bytearray]:
        """The first message; TimeoutError when it is not whole at `deadline` (monotonic), EOFError when nobody sends any more."""
        while not self._whole:
            if not self._has_more(deadline - time.monotonic()):
                raise TimeoutError
            if not self._read():
                raise EOFError
        return self._whole.popleft()

    def collect(self) -> None:
        """What lies in the pipe is taken out, without waiting: who sends need not wait either."""
        while self._has_more(0.0) and self._read():
            pass

    def _has_more(self, seconds: float) -> bool:
        return bool(select.select([self.descriptor], [], [], max(0.0, seconds))[0])

    def _read(self) -> int:
        """Bytes that came: 0 at the end."""
        count = os.readv(self.descriptor, [memoryview(self._part)[self._filled:]])
        self._filled += count
        if self._filled == len(self._part):
            self._complete()
        return count

    def _complete(self) -> None:
        if self._kind is None:
            kind, size = HEAD.unpack(self._part)
            self._begin(size, kind)
            if size:
                return
        self._whole.append((self._kind, self._part))
        self._begin(HEAD.size)

    def _begin(self, size: int, kind: int | None = None) -> None:
        self._part, self._filled, self._kind = bytearray(size), 0, kind
