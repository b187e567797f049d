"""What people sign and decide while a machine lives, and the project whose signed lists they write."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.intake import close_period, judge, open_period
from mtqg.intake.deciding import approve, withdraw
from mtqg.registry import load_registry
from mtqg.registry.signed_lists import CORRECTIONS, WAIVERS
from mtqg.releasing import release_month
from mtqg.store import connect
from tests.integration.keeping.lives import DAY, ROUNDS, START, deliver, live, on, one, reached

SIGNED = {"approver_role": "chanh_van_phong", "document_no": "15/VPĐP"}


def live_through(outbox: Path) -> None:
    """Both rounds have happened, people have signed and decided, each is built; the month is closed and released."""
    with reached(outbox):
        open_period("2026-09", "month", START)
        for number in ROUNDS:
            deliver(outbox, number)
            live(number)
            correct()
        people_decide()
        at = START + timedelta(hours=9)
        build_warehouse("people", at, clock=lambda: at)
        close_period("2026-09", "month", at)
        release_month("2026-09", "thang-9", START + timedelta(hours=10))


def correct() -> None:
    """corrections.csv says 24 where 42 was reported; the next round takes it in."""
    if load_registry().corrections:
        return
    CORRECTIONS.add(load_registry(), {
        **SIGNED, "indicator_code": "NTM.XA_DC", "admin_unit_code": "34-P-48", "period_code": "2026-09", "expected_value": "42",
        "corrected_value": "24", "reason": "đảo hai chữ số", "signed_at": (START + timedelta(minutes=90)).isoformat()}, DAY)
    load_registry.cache_clear()


def people_decide() -> None:
    """What 1500 of 1000 breaks is waived; 405 is withdrawn, so that 1500 counts; the 95 communes are approved."""
    with connect() as db:
        broken = db.execute("""select distinct rule_id, source_code from control.findings join control.submissions using
            (submission_id) where severity = 'critical' and verdict_no > 0 and source_code = '48-TC' order by 1""").fetchall()
    for row in broken if not load_registry().waivers else ():
        WAIVERS.add(load_registry(), {**SIGNED, **row, "form_code": "VON-01", "period_code": "2026-09", "reason": "ứng trước vốn",
                                      "granted_on": "2026-10-01", "expires_on": "2026-12-31"}, DAY)
        load_registry.cache_clear()
    judge("waived", START + timedelta(hours=7))
    last = one("select submission_id from control.submissions where status like 'accepted%' and source_code = '48-TC'")
    withdraw(last, reason="nhầm tệp", document_no="12/TC", run_id="people", now=START + timedelta(hours=8))
    waiting = one("select submission_id from control.submissions where status = 'awaiting_approval'")
    approve(waiting, role="chanh_van_phong", reason="đúng là ứng trước", document_no="16/VPĐP", run_id="people",
            now=START + timedelta(hours=8, minutes=30))


def nothing_signed() -> None:
    """The signed lists hold no row."""
    for listed in (WAIVERS, CORRECTIONS):
        path = settings.seeds_dir() / f"{listed.stem}.csv"
        path.write_text(path.read_text().splitlines()[0] + "\n")
    load_registry.cache_clear()


@contextmanager
def project_of(folder: Path) -> Iterator[dict[str, str]]:
    """The variables of a project whose signed lists may be written, and which this process works with."""
    for name in ("expectations", "dbt_project", "sql"):
        shutil.copytree(settings.project_root() / name, folder / name)
    environment = {"MTQG_PROJECT": str(folder)}
    with on(environment):
        try:
            _forget_the_project()
            yield environment
        finally:
            _forget_the_project()
    _forget_the_project()


def _forget_the_project() -> None:
    settings.project_root.cache_clear()
    load_registry.cache_clear()
