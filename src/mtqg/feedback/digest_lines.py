"""Rows of the ledger as an officer reads them in the digest of a day."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from psycopg import Connection

from mtqg import settings
from mtqg.feedback.causes import number_of
from mtqg.feedback.folding import fold
from mtqg.feedback.ooxml.addresses import Cell, cell_of
from mtqg.feedback.placing import Placed
from mtqg.feedback.remarks import SEVERITIES, Remark, recorded_remarks
from mtqg.feedback.words import Words
from mtqg.registry import Registry
from mtqg.registry.periods import period_label
from mtqg.store import returns

_PLACES = 5


@dataclass(frozen=True, slots=True)
class Found:
    """Findings of one rule: its gravity, name, first sentence, places, and how many they are."""

    severity: str
    rule_id: str
    name: str
    message: str
    places: str
    count: int
    implied: int = 0          # of them such as follow from findings of other rules; all of them: told last


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict of the day: the report in words, the status, counts, findings rule by rule, the returned file."""

    report: str
    file_name: str
    status: str
    status_code: str
    counts: str
    found: list[Found]
    returned: str | None
    link: str | None          # from the digest to the returned file, where it lies behind the same connection


def arrival_line(row: dict[str, Any], registry: Registry, words: Words) -> dict[str, str]:
    return {"time": row["delivered_at"].astimezone(settings.TIME_ZONE).strftime("%d/%m/%Y %H:%M"),
            "file": row["delivery_path"].rpartition("/")[2], "report": _report(row, registry, words),
            "status": words.statuses[row["status"]].vi}


def _report(row: dict[str, Any], registry: Registry, words: Words) -> str:
    form = registry.forms.get(row["form_code"])
    said = [f"{row['form_code']} {form.name_vi}" if form else row["form_code"]]
    if row["period_code"]:
        said.append(period_label(row["period_code"]))
    if row.get("revision_no"):
        said.append(f"{words.receipt['revision'].vi.lower()} {row['revision_no']}")
    return ", ".join(said)


def conclusion(db: Connection, row: dict[str, Any], registry: Registry, words: Words, folder: str | None) -> Conclusion:
    """A verdict in words; `folder` is that of the digest, None where no link from it reaches the returned file."""
    remarks = recorded_remarks(returns.findings_of(db, row["submission_id"], row["verdict_no"]), registry)
    counted = [one for one in remarks if not one.waiver]
    counts = words.counts.vi.format(**{name: sum(one.severity == name for one in counted) for name in SEVERITIES})
    above = _implied(db, row["submission_id"], remarks)
    groups: dict[tuple, list[tuple[Remark, bool]]] = {}
    for number, one in enumerate(remarks):
        groups.setdefault((bool(one.waiver), SEVERITIES.index(one.severity), one.rule_id), []).append((one, number in above))
    status = words.statuses[row["status"]]
    return Conclusion(_report(row, registry, words), row["delivery_name"], status.vi, row["status"], counts if remarks else "",
                      [_found(members, words) for _, members in sorted(
                          groups.items(), key=lambda item: (all(is_implied for _, is_implied in item[1]), item[0]))],
                      row["path"].rpartition("/")[2] if row["path"] else None,
                      quote(posixpath.relpath(row["path"], folder)) if row["path"] and folder else None)


def _implied(db: Connection, submission_id: str, remarks: list[Remark]) -> set[int]:
    """Positions of the findings that mending others mends as well, as in the returned workbook."""
    cells = {(cell["sheet"], (cell["row_no"], cell["column_no"])): cell["value_text"]
             for cell in returns.cells_set_aside(db, submission_id)}
    placed = [Placed(one, cell_of(one.cell_ref) if one.sheet and one.cell_ref else None) for one in remarks]

    def content(sheet: str, cell: Cell) -> object:
        text = cells.get((sheet, cell))
        return text if number_of(text) is None else number_of(text)

    return set(fold(placed, content))


def _found(group: list[tuple[Remark, bool]], words: Words) -> Found:
    members = [one for one, is_implied in group if not is_implied] or [one for one, _ in group]
    first, implied = members[0], sum(is_implied for _, is_implied in group)
    places = list(dict.fromkeys("!".join(filter(None, (one.sheet, one.cell_ref))) or words.list.whole_file.vi for one in members))
    shown = ", ".join(places[:_PLACES])
    if len(places) > _PLACES:
        shown += f" {words.digest.more_places.format(n=len(places) - _PLACES)}"
    message = first.message_vi if implied < len(group) else words.digest.all_implied
    if first.waiver:
        message += f" ({words.list.waived.vi.format(document=first.waiver)})"
    elif 0 < implied < len(group):
        message += f" {words.digest.some_implied.format(n=implied)}"
    return Found("waived" if first.waiver else first.severity, first.rule_id, first.name_vi, message, shown, len(group), implied)


def owed_line(row: dict[str, Any], day: date, registry: Registry, words: Words) -> dict[str, str]:
    said, left = words.digest, (row["due_date"] - day).days
    state = said.due_today if left == 0 else said.due_in.format(n=left) if left > 0 else said.overdue.format(n=-left)
    if row["is_to_mend"]:
        state += f"; {said.to_mend}"
    report = _report(row | {"revision_no": None}, registry, words)
    if row["is_preliminary"]:
        report += f" ({said.preliminary})"
    return {"report": report, "due": row["due_date"].strftime("%d/%m/%Y"),
            "state": state, "is_late": "late" if left < 0 else ""}
