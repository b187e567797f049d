"""The journal compared with the ledger: what a version that wrote none, or a lost file, left out is entered again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from psycopg import Connection

from mtqg import journal
from mtqg.intake.sources import source_then
from mtqg.registry import load_registry
from mtqg.releasing import RELEASED
from mtqg.store import archive, connect, releases, replaying
from mtqg.store.registry_tables import name_of_signed

Event = dict[str, Any]


def missing(db: Connection) -> list[tuple[Path, Event]]:
    """Events that follow from the ledger and have no file, each with the path it belongs under, in the order of paths."""
    told = [(kind, name, event) for kind, rows in (
        ("delivery", _deliveries(db)), ("decision", _decisions(db)), ("opened", _months(db, "opened")),
        ("closed", _months(db, "closed")), ("signed", _signed(db)), ("refused", _refusals(db)), ("judged", _verdicts(db)),
        ("released", _releases(db))) for name, event in rows]
    paths = [(journal.path_of(kind, name, event["at"]), {"kind": kind, "name": name, **event}) for kind, name, event in told]
    return sorted(((path, event) for path, event in paths if not path.is_file()), key=lambda one: one[0])


def complete() -> int:
    """The journal holds every event that follows from the ledger; how many had to be entered."""
    with connect() as db:
        found = missing(db)
    for _, event in found:
        journal.record(event.pop("kind"), event.pop("name"), event.pop("at"), **event)
    return len(found)


def _deliveries(db: Connection) -> list[tuple[str, Event]]:
    registry = load_registry()
    return [(row["submission_id"], {**{name: row[name] for name in archive.DELIVERY},
                                    "source_unit_code": source_then(registry, row).admin_unit_code})
            for row in archive.deliveries(db)]


def _decisions(db: Connection) -> list[tuple[str, Event]]:
    return [(journal.name_at(row["at"], row["submission_id"], row["decision"]), row) for row in archive.decisions(db)]


def _signed(db: Connection) -> list[tuple[str, Event]]:
    return [(name_of_signed(row), row | {"at": row["known_from"]}) for row in replaying.signed(db)]


def _refusals(db: Connection) -> list[tuple[str, Event]]:
    return [(row["submission_id"], {"at": row.pop("at"), **journal.refusal(**row)}) for row in archive.refusals(db)]


def _verdicts(db: Connection) -> list[tuple[str, Event]]:
    return [(f"{row['submission_id']}.{row.pop('verdict_no')}", row) for row in archive.verdicts(db)]


def _releases(db: Connection) -> list[tuple[str, Event]]:
    return [(row["release_name"], {"at": row["released_at"], **{name: row[name] for name in RELEASED}})
            for row in releases.releases(db)]


def _months(db: Connection, kind: str) -> list[tuple[str, Event]]:
    return [(row["period_code"], row) for row in archive.months(db, kind)]
