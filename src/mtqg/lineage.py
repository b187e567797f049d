"""Trace: from a published figure to its formula, its facts, their submissions and the cells in the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from psycopg import Connection

from mtqg.store import lineage as store

#: Units below a roll-up that are shown one by one; the rest are counted.
SHOWN_PARTS = 12
SHOWN_CELLS = 20


@dataclass
class Step:
    """One line of a trace, with the lines behind it."""

    text: str
    behind: list[Step] = field(default_factory=list)

    def lines(self, depth: int = 0) -> Iterator[str]:
        yield "   " * depth + ("└─ " if depth else "") + self.text
        for step in self.behind:
            yield from step.lines(depth + 1)


def trace(db: Connection, key: dict[str, str]) -> Step | None:
    """The tree behind the figure of this key; None when the warehouse does not hold it."""
    observed = store.observation(db, key)
    if observed:
        return _observed(db, key, observed)
    rolled = store.rollup(db, key)
    return _rolled(db, key, rolled) if rolled else None


def _observed(db: Connection, key: dict[str, str], row: dict) -> Step:
    step = Step(f"{_words(db, key)} = {_number(row['observation_value'])} {row['measure_unit_code']} "
                f"[{row['value_origin']}, {row['observation_status']}, as of {row['as_of_date']}]")
    if row["reported_value"] is not None and row["reported_value"] != row["observation_value"]:
        step.behind.append(Step(f"reported: {_number(row['reported_value'])}"))
    if row["numerator_value"] is not None:
        step.behind.append(_formula(db, key, row))
    step.behind.append(_submission(db, row["submission_id"], key, row))
    return step


def _formula(db: Connection, key: dict[str, str], row: dict) -> Step:
    """The rate from its parts, each traced in turn."""
    named = store.indicator(db, key["indicator_code"])
    step = Step(f"formula: {named['numerator_code']} / {named['denominator_code']} = "
                f"{_number(row['numerator_value'])} / {_number(row['denominator_value'])}")
    for part in ("numerator", "denominator"):
        deeper = key | {"indicator_code": named[f"{part}_code"]}
        for name, column in (("breakdown_code", f"{part}_breakdown_code"), ("value_kind", f"{part}_value_kind")):
            if named.get(column):
                deeper[name] = named[column]
        found = trace(db, deeper)
        if found:
            step.behind.append(found)
    return step


def _rolled(db: Connection, key: dict[str, str], row: dict) -> Step:
    step = Step(f"{_words(db, key)} = {_number(row['rollup_value'])} {row['measure_unit_code']} "
                f"[rolled up, {row['value_origin']}; {row['units_reported']}/{row['units_expected']} units]")
    if row["numerator_value"] is not None:
        step.behind.append(_formula(db, key, row))
        return step
    parts = store.parts_below(db, key)
    if parts:
        below = Step(f"sum of {len(parts)} figures in force below")
        below.behind = [_observed(db, key | {"admin_unit_code": part["admin_unit_code"]}, part) for part in parts[:SHOWN_PARTS]]
        if len(parts) > SHOWN_PARTS:
            below.behind.append(Step(f"… and {len(parts) - SHOWN_PARTS} more"))
        step.behind.append(below)
    return step


def _submission(db: Connection, submission_id: str, key: dict[str, str], row: dict) -> Step:
    sent = store.submission(db, submission_id)
    step = Step(f"submission {submission_id} revision {sent['revision_no']} ({sent['submission_origin']}, {sent['status']}) "
                f"{sent['delivery_name']}", [
                    Step(f"sha256 {sent['content_sha256']}"),
                    Step(f"delivered {sent['delivered_at']:%d/%m/%Y %H:%M}, received {sent['received_at']:%d/%m/%Y %H:%M}"
                         + (f", judged {sent['judged_at']:%d/%m/%Y %H:%M}" if sent["judged_at"] else ""))])
    found = store.cells(db, submission_id, key)
    step.behind += [Step(_cell(cell)) for cell in found[:SHOWN_CELLS]]
    if len(found) > SHOWN_CELLS:
        step.behind.append(Step(f"… and {len(found) - SHOWN_CELLS} more cells"))
    if not found and row["cell_ref"]:
        step.behind.append(Step(f"{row['sheet']}!{row['cell_ref']}"))
    return step


def _cell(cell: dict) -> str:
    about = " ".join(str(cell[name]) for name in ("component_code", "capital_source_code", "origin_year") if cell[name])
    return (f"{cell['sheet']}!{cell['cell_ref']}: '{cell['value_text']}' = {_number(cell['canonical_value'])}"
            + (f" ({about})" if about else ""))


def _words(db: Connection, key: dict[str, str]) -> str:
    named = store.indicator(db, key["indicator_code"]) or {}
    breakdown = "" if key["breakdown_code"] == "_T" else f" x {key['breakdown_code']}"
    return (f"{key['indicator_code']}{breakdown} ({named.get('name_vi', '?')}) {key['admin_unit_code']} "
            f"{key['period_code']} {key['value_kind']}")


def _number(value) -> str:
    if value is None:
        return "—"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
