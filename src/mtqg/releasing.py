"""A closed month is frozen under a name, and two releases of it are compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from psycopg import Connection, errors

from mtqg import journal
from mtqg.corrections import unmet_line
from mtqg.errors import MtqgError
from mtqg.registry.periods import parse_period, periods_ending_in
from mtqg.store import connect, corrections, release_changes, releases
from mtqg.store.builds import open_changes

#: What the journal says of a release beside when it was made.
RELEASED = ("release_name", "period_code", "n_figures", "checksum", "note")


class ReleaseRefused(MtqgError):
    """The month cannot be released as asked; the message says what to do first."""


def release_month(month: str, name: str, now: datetime, note: str | None = None) -> dict:
    """The new release: every figure in force of the month and of what ends with it. ReleaseRefused: not yet, or not so."""
    with connect() as db:
        build = releases.hold_builds(db)
        _may_be_released(db, month, name, build)
        try:
            made = releases.freeze(db, name, month, periods_ending_in(month), build, now, note)
        except errors.CheckViolation as error:
            raise ReleaseRefused("tên chỉ gồm chữ, số, dấu chấm, gạch nối | a name has letters, digits, `.`, `_`, `-`") from error
        enter_release(made)
        return made


def enter_release(row: dict) -> None:
    """The archive's journal knows the release, and its checksum."""
    journal.record("released", row["release_name"], row["released_at"], **{name: row[name] for name in RELEASED})


class _SaysTheSame(Exception):
    """The last release of the month has these very figures."""


def release_what_changed(month: str, now: datetime, note: str | None = None) -> dict | None:
    """The next release of the closed month, `2026-09.1`, `2026-09.2`, …; None when its last one says the same."""
    try:
        with connect() as db:
            build = releases.hold_builds(db)
            earlier = [row for row in releases.releases(db) if row["period_code"] == month]
            taken = {row["release_name"] for row in releases.releases(db)}
            name = next(name for n in count(1) if (name := f"{month}.{n}") not in taken)
            _may_be_released(db, month, name, build)
            made = releases.freeze(db, name, month, periods_ending_in(month), build, now, note)
            if earlier and earlier[-1]["checksum"] == made["checksum"]:
                raise _SaysTheSame                        # nothing of it stays
            enter_release(made)
            return made
    except _SaysTheSame:
        return None


def release_again(told: dict) -> bool:
    """The release of the archive's journal is there again; False when it was. ReleaseRefused: its figures would be others."""
    name, month = told["release_name"], told["period_code"]
    with connect() as db:
        if releases.release(db, name):
            return False
        build = releases.hold_builds(db)
        _may_be_released(db, month, name, build)
        made = releases.freeze(db, name, month, periods_ending_in(month), build, told["at"], told["note"])
        if made["checksum"] != told["checksum"]:
            raise ReleaseRefused("số liệu khác lúc công bố, xem bản sao lưu | its figures are others now; a backup has them")
    return True


def _may_be_released(db: Connection, month: str, name: str, build: dict | None) -> None:
    if parse_period(month).period_type != "month":
        raise ReleaseRefused(f"{month} không phải một tháng | a release is of a month such as 2026-09")
    if releases.release(db, name):
        raise ReleaseRefused(f"tên {name} đã dùng | the name is taken: a release never changes, choose another name")
    if not releases.is_closed(db, month):
        raise ReleaseRefused(f"tháng {month} chưa khóa sổ | the month is not closed: mtqg refresh {month}")
    if build is None or build["status"] == "running" or open_changes(db):
        raise ReleaseRefused("kho chưa dựng xong | verdicts wait for a build, or one is running: mtqg build, then again")
    if unmet := corrections.unmet(db, periods_ending_in(month)):
        raise ReleaseRefused("đính chính không còn khớp | a guard does not hold: " + "; ".join(unmet_line(one) for one in unmet))


def list_releases() -> list[dict]:
    """Every release, the oldest first, with `is_intact`: its figures still have the checksum they were released with."""
    with connect("bi_reader") as db:
        return [row | {"is_intact": is_intact(db, row)} for row in releases.releases(db)]


def is_intact(db: Connection, row: dict) -> bool:
    """Whether the figures of this release still have the number and the checksum they were released with."""
    return releases.checksum(db, row["release_name"]) == {name: row[name] for name in ("n_figures", "checksum")}


@dataclass(frozen=True)
class Comparison:
    """What the later of two releases of a month says otherwise, and what was signed of the corrections and waivers it names."""

    before: dict[str, Any]
    after: dict[str, Any]
    changes: list[dict[str, Any]]           # key, value_before, value_after (None: not there), difference, ids of the causes
    signed: dict[str, dict[str, Any]]       # correction_id or waiver_id -> document_no, approver_role, reason, …


def compare_releases(before: str, after: str) -> Comparison:
    """Every figure that differs, with submission_ids, correction_ids, waiver_ids of its causes.

    ReleaseRefused: there is no such release, or they are of two months.
    """
    with connect() as db:
        found = [releases.release(db, name) for name in (before, after)]
        for name, row in zip((before, after), found, strict=True):
            if row is None:
                raise ReleaseRefused(f"không có lần công bố {name} | no release {name}: mtqg releases")
        first, second = found
        if first["period_code"] != second["period_code"]:
            raise ReleaseRefused(f"{before}: {first['period_code']}, {after}: {second['period_code']}: "
                                 "hai tháng khác nhau | two months have no figure in common")
        rows = release_changes.changes(db, first, second, periods_ending_in(first["period_code"]))
        named = [sorted({one for row in rows for one in row[kind]}) for kind in ("correction_ids", "waiver_ids")]
        return Comparison(first, second, rows, release_changes.signed(db, *named))
