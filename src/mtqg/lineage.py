"""Trace: from a published figure to its formula, its facts, their submissions and the cells in the files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from psycopg import Connection

from mtqg import settings
from mtqg.corrections import number as _number
from mtqg.store import lineage as store
from mtqg.store.corrections import correction

#: Units below a roll-up that are shown one by one; the rest are counted.
SHOWN_PARTS = 12
SHOWN_CELLS = 20


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


def trace(db: Connection, key: dict[str, str]) -> Step | None:
    """The tree behind the figure of this key, and the releases that published it; None when the warehouse does not hold it."""
    found = _figure(db, key)
    if found:
        found.behind[:0] = [Step(f"released: {row['release_name']} ({_moment(row['released_at'])}) "
                                 f"= {_number(row['released_value'])}") for row in store.released(db, key)]
    return found


def is_broken(step: Step) -> bool:
    """Whether an archived file behind the figure is gone, or is not the one that was received."""
    return step.is_broken or any(is_broken(one) for one in step.behind)


def _figure(db: Connection, key: dict[str, str]) -> Step | None:
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
    elif row["correction_id"]:
        step.behind.append(_corrected(correction(db, row["correction_id"])))
    step.behind.append(_submission(db, row["submission_id"], key, row))
    return step


def _corrected(row: dict) -> Step:
    return Step(f"đính chính | correction {row['correction_id']}: {_number(row['expected_value'])} -> "
                f"{_number(row['corrected_value'])}, {row['document_no']}, {row['approver_role']}, "
                f"{_moment(row['signed_at'])}: {row['reason']}")


def _formula(db: Connection, key: dict[str, str], row: dict) -> Step:
    """The rate from its parts, each traced in turn."""
    named = store.indicator(db, key["indicator_code"], row["as_of_date"])
    step = Step(f"formula: {named['numerator_code']} / {named['denominator_code']} = "
                f"{_number(row['numerator_value'])} / {_number(row['denominator_value'])} {_version(named, row['as_of_date'])}")
    for part in ("numerator", "denominator"):
        deeper = key | {"indicator_code": named[f"{part}_code"]}
        for name, column in (("breakdown_code", f"{part}_breakdown_code"), ("value_kind", f"{part}_value_kind")):
            if named.get(column):
                deeper[name] = named[column]
        found = _figure(db, deeper)
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
                    _archived(sent),
                    Step(f"delivered {_moment(sent['delivered_at'])}, received {_moment(sent['received_at'])}"
                         + (f", judged {_moment(sent['judged_at'])}" if sent["judged_at"] else ""))])
    found = store.cells(db, submission_id, key)
    step.behind += [Step(_cell(cell)) for cell in found[:SHOWN_CELLS]]
    if len(found) > SHOWN_CELLS:
        step.behind.append(Step(f"… and {len(found) - SHOWN_CELLS} more cells"))
    if not found and row["cell_ref"]:
        step.behind.append(Step(f"{row['sheet']}!{row['cell_ref']}"))
    return step


def _archived(sent: dict) -> Step:
    """The hash under which the file was received, and whether the archived one still has it."""
    stated = f"sha256 {sent['content_sha256']}"
    if not sent["landing_path"]:
        return Step(f"{stated} – không lưu tệp | no file is kept")
    path = settings.landing_dir() / sent["landing_path"]
    if not path.is_file():
        return Step(f"{stated} ✗ TỆP LƯU KHÔNG CÒN | THE ARCHIVED FILE IS GONE: {path}", is_broken=True)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sent["content_sha256"]:
        return Step(f"{stated} ✗ TỆP LƯU ĐÃ KHÁC | THE ARCHIVED FILE WAS ALTERED: {found} {path}", is_broken=True)
    return Step(f"{stated} ✓ tệp lưu còn nguyên | the archived file is the one received: {path}")


def _version(named: dict, day: date) -> str:
    """Which version of the formula and definition, or that none was in force on the day."""
    since = f"[version {named['version_no']}, {named['valid_from']:%d/%m/%Y}–"
    until = f"{named['valid_to']:%d/%m/%Y}" if named["valid_to"] else ""
    within = named["valid_from"] <= day <= (named["valid_to"] or date.max)
    return f"{since}{until}{', ' + named['source_decision'] if named['source_decision'] else ''}" + (
        "]" if within else f"; chưa có ngày {day} | not in force on {day}]")


def _cell(cell: dict) -> str:
    about = " ".join(str(cell[name]) for name in ("component_code", "capital_source_code", "origin_year") if cell[name])
    return (f"{cell['sheet']}!{cell['cell_ref']}: '{cell['value_text']}' = {_number(cell['canonical_value'])}"
            + (f" ({about})" if about else ""))


def _words(db: Connection, key: dict[str, str]) -> str:
    named = store.indicator(db, key["indicator_code"]) or {}
    breakdown = "" if key["breakdown_code"] == "_T" else f" x {key['breakdown_code']}"
    return (f"{key['indicator_code']}{breakdown} ({named.get('name_vi', '?')}) {key['admin_unit_code']} "
            f"{key['period_code']} {key['value_kind']}")


def _moment(when: datetime) -> str:
    return f"{when.astimezone(settings.TIME_ZONE):%d/%m/%Y %H:%M}"
