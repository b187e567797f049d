"""The archive's journal: whose delivery the bytes were, what was refused, what people signed and decided, how each was judged,
which months were opened, closed and released.

The landing area alone could not say it. One event a file, `landing/journal/<kind>/<year-month>/<name>.json`, written whole or
not at all before its transaction commits, under a name that a repetition writes again; `seal` is the hash of all the rest.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from mtqg import settings
from mtqg.errors import MtqgError

#: Lists of persons leave no word behind.
LIST_OF_PERSONS = "COMMON-R040"
#: In the order in which events of one moment happened.
KINDS = ("opened", "signed", "refused", "delivery", "judged", "decision", "closed", "released")
_IS_PAST: ContextVar[bool] = ContextVar("is_past", default=False)


def folder() -> Path:
    return settings.landing_dir() / "journal"


def path_of(kind: str, name: str, at: datetime) -> Path:
    return folder() / kind / f"{at.astimezone(settings.TIME_ZONE):%Y-%m}" / f"{name}.json"


def name_at(at: datetime, *words: str) -> str:
    """The name of an event that may come again at another time."""
    return ".".join((*words, f"{at.astimezone(settings.TIME_ZONE):%Y%m%dT%H%M%S%f}"))


@contextmanager
def of_the_past() -> Iterator[None]:
    """What happens in the block happened before: events that stand in the journal are not written again."""
    token = _IS_PAST.set(True)
    try:
        yield
    finally:
        _IS_PAST.reset(token)


def record(kind: str, name: str, at: datetime, **said: Any) -> None:
    """The event stands in the journal, once however often it is recorded; `said` holds what JSON can, days, times, decimals."""
    assert kind in KINDS, kind
    path = path_of(kind, name, at)
    if _IS_PAST.get() and path.is_file():
        return
    plain = {key: _plain(value) for key, value in {"kind": kind, "at": at, **said}.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{uuid.uuid4().hex}")
    try:
        partial.write_text(json.dumps(plain | {"seal": _seal(plain)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
                           encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)                 # the disk was full


def refusal(delivery_name: str, delivery_path: str, findings: list[dict[str, Any]], **said: Any) -> dict[str, Any]:
    """What is kept for ever of a refused file; of a list of persons neither name nor path, nor what stood where."""
    if any(one["rule_id"] == LIST_OF_PERSONS for one in findings):
        return {**said, "delivery_name": None, "delivery_path": None,
                "findings": [{"rule_id": one["rule_id"]} for one in findings]}
    return {**said, "delivery_name": delivery_name, "delivery_path": delivery_path, "findings": findings}


def _plain(value: Any) -> Any:
    """As JSON has it: the same text whoever says it, the program or the database."""
    if isinstance(value, datetime):
        return value.astimezone(settings.TIME_ZONE).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def events() -> list[dict[str, Any]]:
    """Every event in the order of time, `at` as a time; MtqgError names what was altered."""
    found = [read(path) for path in files()]
    return sorted(found, key=lambda one: (one["at"], KINDS.index(one["kind"]), one.get("submission_id", "")))


def files() -> list[Path]:
    """The journal's files, in the order of their names."""
    return sorted(folder().glob("*/*/*.json"))


def read(path: Path) -> dict[str, Any]:
    """The event of the file; MtqgError when its seal is not that of its words."""
    try:
        event = json.loads(path.read_text(encoding="utf-8"))
        is_whole = event.pop("seal") == _seal(event)
    except (ValueError, KeyError, AttributeError) as fault:
        raise MtqgError(f"{path}: sổ lưu trữ bị hỏng | a damaged event of the journal") from fault
    if not is_whole:
        raise MtqgError(f"{path}: sổ lưu trữ bị sửa | an altered event of the journal")
    return event | {"at": datetime.fromisoformat(event["at"])}


def _seal(event: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(event, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
