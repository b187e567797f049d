"""The officer's digest of a day, text and HTML: what came, what was found, what is still owed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from psycopg import Connection

from mtqg import settings
from mtqg.connectors import ConnectionSpec
from mtqg.errors import MtqgError
from mtqg.feedback.digest_lines import arrival_line, conclusion, owed_line
from mtqg.feedback.folders import open_return
from mtqg.feedback.plain import one_line
from mtqg.feedback.words import read_words
from mtqg.registry import Registry, Source, load_registry
from mtqg.store import connect, digests, returns

#: Obligations due in so many days are told.
HORIZON = timedelta(days=30)
_FORMATS = {"text": "txt", "html": "html"}


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
            "arrived": [arrival_line(row, registry, words) for row in digests.arrived(db, source_code, since, until)],
            "refused_names": digests.refused_names(db, source_code, since, until),
            "conclusions": [conclusion(db, row, registry, words) for row in digests.verdicts(db, source_code, since, until)],
            "owed": [owed_line(row, day, registry, words) for row in _obligations(db, source_code, day, until)],
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
    with connect() as db:
        returns.told_of_refused_names(db, source_code, day, now)
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
