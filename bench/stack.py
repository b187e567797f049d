"""A national month, then a late file, through real Airflow: `mtqg up`, `mtqg refresh`, `mtqg pull` in a home of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path

from bench.building import LATE, deliver_late, hold_back
from bench.clock import watch
from bench.country import NOW, Country
from bench.lines import Line, at_most
from bench.warehouse import place, remove_stack
from mtqg import settings

MTQG = Path(sys.executable).with_name("mtqg")


def measure(country: Country) -> list[Line]:
    """Wall seconds from the command to the published build; the stack is gone afterwards."""
    outbox = country.outbox(NOW)
    files = sum(1 for _ in outbox.rglob("*.xlsx"))
    with place(country.folder / "stack"):
        shutil.copytree(outbox, settings.outbox_dir(), copy_function=shutil.copy2)
        try:
            hold_back(settings.outbox_dir(), country.folder / "late")
            late_files = sum(1 for _ in (country.folder / "late").iterdir())
            up = _mtqg("up")
            month = _mtqg("refresh", NOW)
            _check_published(files - late_files)
            time.sleep(2)
            deliver_late(settings.outbox_dir(), country.folder / "late", datetime.now(settings.TIME_ZONE))
            late = _mtqg("pull", "--source", f"{LATE}-TC", "--period", NOW)
            _check_published(files)
        finally:
            remove_stack()
    return [
        Line("stack", "mtqg up, from an empty home folder", f"{up:.1f} s"),
        Line("stack", f"mtqg refresh {NOW}: {files} files, all forms", f"{month:.1f} s", "", month, " s",
             at_most(180, " s"), at_most(90, " s")),
        Line("stack", "a late file, from its arrival (and `mtqg pull`) to published", f"{late:.1f} s", "", late, " s",
             at_most(60, " s"), at_most(30, " s"), note="the wait for the next scheduled pull comes on top"),
    ]


def _mtqg(*arguments: str) -> float:
    """Seconds that the command took; it ended well."""
    with watch() as took:
        subprocess.run([MTQG, *arguments], env={**os.environ, "MTQG_POLL_CRON": "0 0 29 2 *"}, stdin=subprocess.DEVNULL,
                       check=True)
    return took.seconds


def _check_published(files: int) -> None:
    """Every file has its verdict, and a published build took it in."""
    from mtqg.store import connect, months

    with connect() as db:
        received = db.execute("select count(*) as n, count(*) filter (where status = 'received') as open"
                              " from control.submissions").fetchone()
        assert received == {"n": files, "open": 0}, received
        assert not months.waits_for_build(db)
        assert db.execute("select status from control.builds order by build_id desc limit 1").fetchone()["status"] == "published"
