"""The officer's digest of a province and day, text and HTML, agency by agency: what came, what was found, what is owed."""

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


def digest_of(province_code: str, day: date) -> dict[str, bytes]:
    """File name -> content, a section an agency: the same day of the same ledger gives the same bytes."""
    registry = load_registry()
    sources = _sources(registry, province_code, day)
    words = read_words(registry.expectations)
    with connect() as db:
        sections = [_section(db, source, day, registry, _links_from(_reader(sources), source)) for source in sources]
    told = [one for one in sections if any(one[part] for part in ("arrived", "refused_names", "conclusions", "owed"))]
    said = {
        "province": sources[0].name_vi, "province_code": province_code, "day": day.strftime("%d/%m/%Y"), "words": words.digest,
        "severities": words.severities, "sections": told, "quiet": [one["agency"] for one in sections if one not in told],
        "is_owed_known": all(one["owed"] is not None for one in sections),
    }
    return {f"tong-hop_{day.isoformat()}.{extension}": _render(f"digest.{extension}.j2", said) for extension in _FORMATS.values()}


def write_digest(province_code: str, day: date, now: datetime, resolve: Callable[[str], ConnectionSpec]) -> list[str]:
    """The paths in the return folder under which the digest of the day stands, in the place of the earlier one of that day."""
    sources = _sources(load_registry(), province_code, day)
    reader = _reader(sources)
    if reader is None:
        raise MtqgError(f"no source of {province_code} has a return folder")
    way, paths = open_return(resolve(reader.return_connection_id)), []
    for style, (name, content) in zip(_FORMATS, digest_of(province_code, day).items(), strict=True):
        with connect() as db:
            before = returns.digest_written(db, province_code, day, style)
        path = way.put(reader.return_folder or "", name, content, before and before["sha256"])
        with connect() as db:
            returns.record_digest(db, province_code, day, style, hashlib.sha256(content).hexdigest(), path, now)
        paths.append(path)
    with connect() as db:
        returns.told_of_refused_names(db, [source.source_code for source in sources], day, now)
    return paths


def provinces_to_tell(day: date) -> list[str]:
    """Provinces with a return folder in force that owe something in the next days, or have owed it."""
    until = datetime.combine(day, time(), settings.TIME_ZONE) + timedelta(days=1)
    with connect() as db:
        return list(dict.fromkeys(
            source.province_code for source in load_registry().sources
            if source.in_force(day) and source.return_folder and _obligations(db, source.source_code, day, until)))


def has_reader(province_code: str, day: date) -> bool:
    """Whether a source of the province in force has a return folder, in which its digest would lie."""
    return any(source.province_code == province_code and source.in_force(day) and source.return_folder
               for source in load_registry().sources)


def _sources(registry: Registry, province_code: str, day: date) -> list[Source]:
    """The sources of the province in force, in the order of sources.yml."""
    found = [source for source in registry.sources if source.province_code == province_code and source.in_force(day)]
    if not found:
        raise MtqgError(f"no source of {province_code} in force on {day.isoformat()}")
    return found


def _reader(sources: list[Source]) -> Source | None:
    """The first source with a return folder: the digest lies there once, for the whole province."""
    return next((source for source in sources if source.return_folder), None)


def _links_from(reader: Source | None, source: Source) -> str | None:
    """The folder of the digest, where links from it reach what is returned to the source."""
    return reader.return_folder if reader and reader.return_connection_id == source.return_connection_id else None


def _section(db: Connection, source: Source, day: date, registry: Registry, folder: str | None) -> dict[str, Any]:
    """What the digest says of one source."""
    since = datetime.combine(day, time(), settings.TIME_ZONE)
    until, code, words = since + timedelta(days=1), source.source_code, read_words(registry.expectations)
    return {
        "agency": registry.agencies[source.agency_code].name_vi, "source_code": code,
        "arrived": [arrival_line(row, registry, words) for row in digests.arrived(db, code, since, until)],
        "refused_names": digests.refused_names(db, code, since, until),
        "conclusions": [conclusion(db, row, registry, words, folder) for row in digests.verdicts(db, code, since, until)],
        "owed": [owed_line(row, day, registry, words) for row in _obligations(db, code, day, until)]
        if digests.is_built(db) else None,              # nobody can say yet
    }


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
