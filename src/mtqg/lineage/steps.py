"""What a trace is made of: a line with the lines behind it, and how its figures and days are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from psycopg import Connection

from mtqg import settings
from mtqg.corrections import number
from mtqg.store import lineage as store

__all__ = ["Step", "cell", "moment", "number", "version", "words"]


@dataclass
class Step:
    """One line of a trace, with the lines behind it."""

    text: str
    behind: list[Step] = field(default_factory=list)
    is_broken: bool = False                 # what is archived is not what was received

    def lines(self, depth: int = 0) -> Iterator[str]:
        yield "   " * depth + ("└─ " if depth else "") + self.text
        for step in self.behind:
            yield from step.lines(depth + 1)


def words(db: Connection, key: dict[str, str]) -> str:
    """The figure by name."""
    named = store.indicator(db, key["indicator_code"]) or {}
    breakdown = "" if key["breakdown_code"] == "_T" else f" x {key['breakdown_code']}"
    return (f"{key['indicator_code']}{breakdown} ({named.get('name_vi', '?')}) {key['admin_unit_code']} "
            f"{key['period_code']} {key['value_kind']}")


def version(named: dict, day: date) -> str:
    """Which version of the formula and definition, or that none was in force on the day."""
    since = f"[phiên bản | version {named['version_no']}, {named['valid_from']:%d/%m/%Y}–"
    until = f"{named['valid_to']:%d/%m/%Y}" if named["valid_to"] else ""
    within = named["valid_from"] <= day <= (named["valid_to"] or date.max)
    return f"{since}{until}{', ' + named['source_decision'] if named['source_decision'] else ''}" + (
        "]" if within else f"; chưa có ngày {day} | not in force on {day}]")


def cell(found: dict) -> str:
    """A cell as typed and as taken."""
    about = " ".join(str(found[name]) for name in ("component_code", "capital_source_code", "origin_year") if found[name])
    return (f"{found['sheet']}!{found['cell_ref']}: '{found['value_text']}' = {number(found['canonical_value'])}"
            + (f" ({about})" if about else ""))


def moment(when: datetime) -> str:
    return f"{when.astimezone(settings.TIME_ZONE):%d/%m/%Y %H:%M}"
