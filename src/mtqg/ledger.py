"""The ledger is verified: every record is what it was when it was entered, and none is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from psycopg import Connection

from mtqg.releasing import is_intact
from mtqg.store import ledger, releases

Fault = Literal["entries_gone", "entry_altered", "record_gone", "record_altered", "figures_altered", "unentered", "other_head"]


@dataclass(frozen=True, slots=True)
class Breach:
    """One record that is not as it was entered; `entry_no` None: it was never entered."""

    fault: Fault
    entry_no: int | None
    record_kind: str
    record_key: str
    first_gone: int | None = None           # entries_gone: the first entry that is missing


@dataclass(frozen=True, slots=True)
class Verified:
    """The newest entry, and what was found, the first altered record first."""

    entry_no: int
    entry_sha256: str
    breaches: tuple[Breach, ...]


def verify_ledger(db: Connection, known_head: tuple[int, str] | None = None, limit: int = 20) -> Verified:
    """Breaches of records, of entries and of their order; of figures of releases; of an entry noted earlier (number, hash).

    Who can rewrite the whole database can also write a new chain: only a hash noted elsewhere shows that.
    """
    newest = ledger.head(db)
    found = [Breach(row["fault"], row["entry_no"], row["record_kind"], row["record_key"],
                    row["first_gone"] if row["fault"] == "entries_gone" else None) for row in ledger.broken(db, limit)]
    if known_head and ledger.entry_hash(db, known_head[0]) != known_head[1]:
        found.append(Breach("other_head", known_head[0], "entry", str(known_head[0])))
    entered = ledger.release_entries(db)
    found += [Breach("figures_altered", entered.get(row["release_name"]), "release", row["release_name"])
              for row in releases.releases(db) if not is_intact(db, row)]
    found.sort(key=lambda one: (one.entry_no is None, one.entry_no or 0))
    return Verified(newest["entry_no"] if newest else 0, newest["entry_sha256"] if newest else "0" * 64, tuple(found))
