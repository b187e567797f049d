"""The archive's scrub: every landed file still is what its name says, and what the ledger names is there."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from mtqg import journal, settings
from mtqg.errors import MtqgError
from mtqg.keeping import journalling
from mtqg.store import archive, connect

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass
class ScrubOutcome:
    """Files looked at, and the bad ones by what is wrong with them: altered, missing, unknown (paths below the landing area)."""

    files: int = 0
    bytes: int = 0
    altered: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)        # bytes that no submission names: a landing that broke off

    @property
    def is_whole(self) -> bool:
        return not self.altered and not self.missing


def scrub() -> ScrubOutcome:
    """What stands in the archive, hashed anew and compared with names, seals and ledger; nothing is changed."""
    outcome, root = ScrubOutcome(), settings.landing_dir()
    with connect() as db:
        named = archive.landed(db)
        outcome.missing = [str(path.relative_to(root)) for path, _ in journalling.missing(db)]
    for path in sorted(root.glob("[0-9a-f][0-9a-f]/[0-9a-f][0-9a-f]/*")):
        _look(path, str(path.relative_to(root)), named, outcome)
    for path in journal.files():
        outcome.files += 1
        try:
            journal.read(path)
        except MtqgError:
            outcome.altered.append(str(path.relative_to(root)))
    outcome.missing += [name for name in sorted(named) if not (root / name).is_file()]
    return outcome


def _look(path: Path, name: str, named: dict[str, str], outcome: ScrubOutcome) -> None:
    if not _HASH.fullmatch(path.name):
        outcome.unknown.append(name)
        return
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    outcome.files += 1
    outcome.bytes += path.stat().st_size
    if found != path.name:
        outcome.altered.append(name)
    elif name not in named:
        outcome.unknown.append(name)
