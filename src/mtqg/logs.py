"""Lines of the log with ids in a fixed order: `run=… source=48-TC delivery=… submission=… | landed, 12,345 bytes`.

What a caller knows (`with about(run=…)`) stands in every line below it, so that one grep follows a run, a source or a
submission through everything that happened to it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any

#: Ids in the order in which they stand in a line.
ORDER = ("run", "source", "form", "period", "delivery", "submission", "verdict", "build", "notice")
_known: ContextVar[Mapping[str, Any]] = ContextVar("known", default=MappingProxyType({}))


@contextmanager
def about(**ids: Any) -> Iterator[None]:
    """These ids stand in every line that is logged meanwhile."""
    earlier = _known.set({**_known.get(), **_checked(ids)})
    try:
        yield
    finally:
        _known.reset(earlier)


class IdLog(logging.LoggerAdapter):
    """A logger whose lines begin with the ids that are known, and those that are told with `ids={…}`."""

    def log(self, level: int, msg: object, *args: Any, **kwargs: Any) -> None:
        ids = {**_known.get(), **_checked(kwargs.pop("ids", {}))}
        if not self.isEnabledFor(level):
            return
        prefix = " ".join(f"{name}={_word(ids[name])}" for name in ORDER if ids.get(name) is not None)
        words = str(msg) % args if args else str(msg)
        self.logger.log(level, "%s", f"{prefix} | {words}" if prefix else words, stacklevel=2, **kwargs)


def id_log(name: str) -> IdLog:
    return IdLog(logging.getLogger(name), {})


def _checked(ids: dict[str, Any]) -> dict[str, Any]:
    if strange := set(ids) - set(ORDER):
        raise ValueError(f"no id of a log line: {', '.join(sorted(strange))}")
    return ids


def _word(value: Any) -> str:
    """The value without anything that could end the line or pass for another id."""
    text = str(value)
    plain = text.isprintable() and not any(mark in text for mark in ' "=|')
    return text if text and plain else json.dumps(text, ensure_ascii=not text.isprintable())
