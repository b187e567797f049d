"""`dbt build`: the first of a month, one for a single changed slice, one with nothing changed."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

from bench.clock import watch
from bench.country import NOW, Country
from bench.lines import Line
from bench.warehouse import outbox_connections, warehouse
from mtqg.registry.periods import parse_period

#: Whose VON-01 comes late.
LATE = "48"


def measure(country: Country) -> list[Line]:
    """Seconds of each build, judged submissions to published build."""
    with warehouse(country.folder / "building"):
        outbox = shutil.copytree(country.outbox(NOW), country.folder / "building_outbox")
        with mock.patch.dict(os.environ, outbox_connections(outbox)):
            hold_back(outbox, country.folder / "building_late")
            clock = datetime.combine(parse_period(NOW).end, datetime.min.time(), UTC) + timedelta(days=60)
            changed = _pull_and_judge(country, clock)
            first, slices = build(clock)
            lines = [_line("first, seeds and all", first, f"{slices} slices, {changed} submissions")]
            deliver_late(outbox, country.folder / "building_late", clock)
            clock += timedelta(hours=1)
            _pull_and_judge(country, clock)
            once, slices = build(clock)
            lines.append(_line("one submission came late", once, f"{slices} slices", first))
            idle, slices = build(clock + timedelta(hours=1))
            return [*lines, _line("nothing changed", idle, f"{slices} slices", first)]


def hold_back(outbox: Path, aside: Path) -> None:
    """The VON-01 of one source is not in its outbox yet: a first report, because a revision may wait for approval."""
    folder = _folder(outbox)
    shutil.copytree(folder, aside)
    for path in folder.iterdir():
        path.unlink()


def deliver_late(outbox: Path, aside: Path, when: datetime) -> None:
    """What was held back lies in the outbox, delivered at this time."""
    for path in shutil.copytree(aside, _folder(outbox), dirs_exist_ok=True).iterdir():
        os.utime(path, (when.timestamp(), when.timestamp()))


def _folder(outbox: Path) -> Path:
    return next(outbox.glob(f"*/{LATE}-TC/von_01"))


def _pull_and_judge(country: Country, now: datetime) -> int:
    from mtqg.intake import judge, open_period, pull

    open_period(NOW, "bench", now)
    pull([source.source_code for source in country.sources(NOW)], "bench", 1, now, day=parse_period(NOW).end)
    return judge("bench", now).judged.total()


def build(now: datetime, full: bool = False) -> tuple[float, int]:
    """(seconds, slices) of one build that was published."""
    from mtqg.build import build_warehouse

    with watch() as took:
        result = build_warehouse("bench", now, full=full, clock=lambda: now + timedelta(minutes=1))
    return took.seconds, result.slices


def _line(what: str, seconds: float, note: str, first: float | None = None) -> Line:
    what, measured = f"dbt build {NOW}: {what}", f"{seconds:.1f} s, {note}"
    return Line("building", what, measured, *((f"the first build {first:.1f} s", seconds / first) if first else ()))
