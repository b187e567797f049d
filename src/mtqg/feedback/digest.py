"""The officer's digest of a day, text and HTML: what came, what was found, what is still owed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from psycopg import Connection

from mtqg import settings
from mtqg.connectors import ConnectionSpec
from mtqg.errors import MtqgError
from mtqg.feedback.folders import open_return
from mtqg.feedback.plain import one_line
from mtqg.feedback.remarks import SEVERITIES, Remark, recorded_remarks
from mtqg.feedback.words import Words, read_words
from mtqg.registry import Registry, Source, load_registry
from mtqg.registry.periods import period_label
from mtqg.store import connect, digests, returns

#: Obligations due in so many days are told.
HORIZON = timedelta(days=30)
_PLACES = 5
_FORMATS = {"text": "txt", "html": "html"}


@dataclass(frozen=True, slots=True)
class Found:
    """Findings of one rule: its gravity, name, first sentence, places, and how many they are."""

    severity: str
    rule_id: str
    name: str
    message: str
    places: str
    count: int


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

    @property
    def link(self) -> str:
        return quote(self.returned or "")


def digest_of(source_code: str, day: date) -> dict[str, bytes]:
    """File name -> content: the same day of the same ledger gives the same bytes."""
    registry = load_registry()
    source = _source(registry, source_code, day)
    since = datetime.combine(day, time(), settings.TIME_ZONE)
    until = since + timedelta(days=1)
    words = read_words(registry.expectations)
    with connect() as db:
        said = {
            "source": source, "day": day.strftime("%d/%m/%Y"), "words": words.digest, "severities": words.severities,
            "arrived": [_arrival(row, registry, words) for row in digests.arrived(db, source_code, since, until)],
            "conclusions": [_conclusion(db, row, registry, words) for row in digests.verdicts(db, source_code, since, until)],
            "owed": [_owed(row, day, registry, words) for row in _obligations(db, source_code, day, until)],
        }
    return {f"tong-hop_{day.isoformat()}.{extension}": _render(f"digest.{extension}.j2", said) for extension in _FORMATS.values()}


def write_digest(source_code: str, day: date, now: datetime, resolve: Callable[[str], ConnectionSpec]) -> list[str]:
    """The paths in the return folder under which the digest of the day stands, in the place of the earlier one of that day."""
    source = _source(load_registry(), source_code, day)
    if not source.return_folder:
        raise MtqgError(f"source {source_code} has no return folder")
    way, paths = open_return(resolve(source.return_connection_id)), []
    for style, (name, content) in zip(_FORMATS, digest_of(source_code, day).items(), strict=True):
        with connect() as db:
            before = returns.digest_written(db, source_code, day, style)
        path = way.put(source.return_folder, name, content, before and before["sha256"])
        with connect() as db:
            returns.record_digest(db, source_code, day, style, hashlib.sha256(content).hexdigest(), path, now)
        paths.append(path)
    return paths


def sources_to_tell(day: date) -> list[str]:
    """Sources in force with a return folder that owe something in the next days, or have owed it."""
    until = datetime.combine(day, time(), settings.TIME_ZONE) + timedelta(days=1)
    with connect() as db:
        return [source.source_code for source in load_registry().sources if source.in_force(day) and source.return_folder
                and _obligations(db, source.source_code, day, until)]


def _source(registry: Registry, source_code: str, day: date) -> Source:
    found = registry.source(source_code, day)
    if found is None:
        raise MtqgError(f"no source {source_code} in force on {day.isoformat()}")
    return found


def _obligations(db: Connection, source_code: str, day: date, until: datetime) -> list[dict[str, Any]]:
    return digests.owed(db, source_code, until, day + HORIZON) if digests.is_built(db) else []


def _arrival(row: dict[str, Any], registry: Registry, words: Words) -> dict[str, str]:
    return {"time": row["delivered_at"].astimezone(settings.TIME_ZONE).strftime("%d/%m %H:%M"),
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


def _conclusion(db: Connection, row: dict[str, Any], registry: Registry, words: Words) -> Conclusion:
    remarks = recorded_remarks(returns.findings_of(db, row["submission_id"], row["verdict_no"]), registry)
    counted = [one for one in remarks if not one.waiver]
    counts = words.counts.vi.format(**{name: sum(one.severity == name for one in counted) for name in SEVERITIES})
    groups: dict[tuple, list[Remark]] = {}
    for one in remarks:
        groups.setdefault((bool(one.waiver), SEVERITIES.index(one.severity), one.rule_id), []).append(one)
    status = words.statuses[row["status"]]
    return Conclusion(_report(row, registry, words), row["delivery_name"], status.vi, row["status"], counts if remarks else "",
                      [_found(members, words) for _, members in sorted(groups.items(), key=lambda item: item[0])],
                      row["path"].rpartition("/")[2] if row["path"] else None)


def _found(members: list[Remark], words: Words) -> Found:
    first = members[0]
    places = list(dict.fromkeys("!".join(filter(None, (one.sheet, one.cell_ref))) or words.list.whole_file.vi for one in members))
    shown = ", ".join(places[:_PLACES])
    if len(places) > _PLACES:
        shown += f" {words.digest.more_places.format(n=len(places) - _PLACES)}"
    message = first.message_vi
    if first.waiver:
        message += f" ({words.list.waived.vi.format(document=first.waiver)})"
    return Found("waived" if first.waiver else first.severity, first.rule_id, first.name_vi, message, shown, len(members))


def _owed(row: dict[str, Any], day: date, registry: Registry, words: Words) -> dict[str, str]:
    said, left = words.digest, (row["due_date"] - day).days
    state = said.due_today if left == 0 else said.due_in.format(n=left) if left > 0 else said.overdue.format(n=-left)
    if row["is_to_mend"]:
        state += f"; {said.to_mend}"
    return {"report": _report(row | {"revision_no": None}, registry, words), "due": row["due_date"].strftime("%d/%m/%Y"),
            "state": state, "is_late": "late" if left < 0 else ""}


def _render(name: str, said: dict[str, Any]) -> bytes:
    """Every value is escaped in HTML; in text control characters are taken out."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    is_html = name.endswith(".html.j2")
    made = Environment(loader=PackageLoader("mtqg.feedback"), autoescape=is_html, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True, finalize=lambda value: value if is_html else _line(value))
    text = made.get_template(name).render(**said)
    return text.encode() if is_html else text.replace("\n", "\r\n").encode("utf-8-sig")


def _line(value: Any) -> Any:
    """A value in one line of a text, whatever was put into a file name."""
    return one_line(value) if isinstance(value, str) else value
