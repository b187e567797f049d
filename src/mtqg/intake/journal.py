"""The archive's journal: whose delivery the bytes were, what people decided, which months were opened and closed.

The landing area alone could not say it. One event a file, `landing/journal/<kind>/<year-month>/<name>.json`, written whole or
not at all before its transaction commits, under a name that a repetition writes again; `seal` is the hash of all the rest.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from mtqg import settings
from mtqg.errors import MtqgError

#: In the order in which events of one moment happened.
KINDS = ("opened", "delivery", "decision", "closed")


def folder() -> Path:
    return settings.landing_dir() / "journal"


def path_of(kind: str, name: str, at: datetime) -> Path:
    return folder() / kind / f"{at.astimezone(settings.TIME_ZONE):%Y-%m}" / f"{name}.json"


def name_of_decision(submission_id: str, decision: str, at: datetime) -> str:
    return f"{submission_id}.{decision}.{at.astimezone(settings.TIME_ZONE):%Y%m%dT%H%M%S%f}"


def record(kind: str, name: str, at: datetime, **said: Any) -> None:
    """The event stands in the journal, once however often it is recorded; `said` holds texts, numbers, None and times."""
    assert kind in KINDS, kind
    event = {"kind": kind, "at": at, **said}
    plain = {key: value.astimezone(settings.TIME_ZONE).isoformat() if isinstance(value, datetime) else value
             for key, value in event.items()}
    path = path_of(kind, name, at)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{uuid.uuid4().hex}")
    try:
        partial.write_text(json.dumps(plain | {"seal": _seal(plain)}, ensure_ascii=False, indent=1, sort_keys=True) + "\n",
                           encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)                 # the disk was full


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
