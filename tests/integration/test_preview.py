"""What a revision would change is told before it counts, waits where that is much, and is what the next build then does."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.build import build_warehouse
from mtqg.cli import main
from mtqg.intake import close_period, judge, open_period, pull
from mtqg.intake.deciding import approve, decline, withdraw
from mtqg.intake.judging import await_again
from mtqg.preview import Preview, preview
from mtqg.quality import Verdict
from mtqg.registry import load_registry
from mtqg.registry.periods import parse_period
from mtqg.sample import write_country
from mtqg.sample.country import DEFAULT_SEED, duties_of
from mtqg.sample.fills import fill_of
from mtqg.store import connect, watch
from mtqg.store.whatif import KEY
from mtqg.templates import FillRow, write_workbook
from tests.conftest import empty_warehouse
from tests.integration.test_intake import rows

pytestmark = pytest.mark.slow
DAY = parse_period("2026-09").end
START = datetime(2026, 10, 10, 8, 0, tzinfo=settings.TIME_ZONE)
PROVINCES = ("48", "51")
WHO = {"role": "chanh_van_phong", "reason": "Đã đối chiếu với Kho bạc", "document_no": "9/VPĐP", "run_id": "test"}


class Office:
    """Outboxes of two provinces on the map of 34, and the clock of this module."""

    def __init__(self, outbox: Path):
        self.outbox, self.now = outbox, START

    def take_in(self) -> dict[str, int]:
        """Statuses that this round of pulling and judging gave."""
        self.now += timedelta(hours=1)
        pull([f"{code}-{agency}" for code in PROVINCES for agency in ("TC", "VP")], "test", 1, self.now, day=DAY)
        return dict(judge("test", self.now).judged)

    def build(self) -> None:
        self.now += timedelta(minutes=1)
        build_warehouse("test", self.now)

    def send(self, form: str, change: Callable[[FillRow], FillRow], province: str = "48") -> str:
        """The submission of another report of the province: the rows of its first one, each changed."""
        [duty] = duties_of(load_registry(), DEFAULT_SEED, DAY, (form,), (province,))
        fill = fill_of(load_registry(), DEFAULT_SEED, duty)
        content = write_workbook(load_registry(), form, replace(fill, rows=[change(row) for row in fill.rows])).content
        path = self.outbox / duty.folder / f"gui lai {self.now:%d-%H-%M}.xlsx"
        path.write_bytes(content)
        os.utime(path, (self.now.timestamp(), self.now.timestamp()))
        self.take_in()
        [newest, *_] = rows("select submission_id from control.submissions order by received_at desc, submission_id")
        return newest["submission_id"]


@pytest.fixture(scope="module")
def office(postgres_server, tmp_path_factory) -> Iterator[Office]:
    """September 2026 of two provinces: received, judged, and published."""
    folder = tmp_path_factory.mktemp("office")
    empty_warehouse()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps({"conn_type": "fs", "extra": {"path": str(folder / "outbox")}}))
        patch.setenv("MTQG_LANDING", str(folder / "landing"))
        write_country(folder / "outbox", "2026-09", provinces=PROVINCES, forms=("VON-01", "NTM-01", "TH-01"))
        place = Office(folder / "outbox")
        open_period("2026-09", "test", START)
        place.take_in()
        place.build()
        yield place


def spent(factor: float) -> Callable[[FillRow], FillRow]:
    """Disbursed by this much more on every line."""

    def change(row: FillRow) -> FillRow:
        values = dict(row.values)
        for name in ("gn_lk", "uoc_gn"):
            values[name] = round((values.get(name) or 0) * factor)
        if values.get("tong_kh"):
            values["ty_le"] = round(100 * values["gn_lk"] / values["tong_kh"], 2)
        return replace(row, values=values)

    return change


def faults() -> list[dict]:
    return rows("select submission_id, rule_id, actual, expected from control.findings where severity = 'critical'")


def standing(submission_id: str) -> str:
    return rows("select status from control.submissions where submission_id = %s", submission_id)[0]["status"]


def told(submission_id: str, given: Verdict | None = None) -> Preview:
    with connect() as db:
        return preview(db, submission_id, given or Verdict("accepted"))


def published() -> dict[tuple, Decimal]:
    """Every figure that BI sees, as a preview names it."""
    with psycopg.connect(settings.dsn("bi_reader"), row_factory=dict_row) as db:
        return {(level, *(row[name] for name in KEY)): row["figure"]
                for level, table in (("observation", "fct_observations"), ("rollup", "fct_rollups"))
                for row in db.execute(f"select *, {level}_value as figure from mart.{table} where province_unit_code <> 'VN'")}


def as_told(seen: Preview) -> dict[tuple, tuple]:
    return {(one.level, *(getattr(one, name) for name in KEY)): (one.before, one.after) for one in seen.changes}


def changed(before: dict, after: dict) -> dict[tuple, tuple]:
    return {key: (before.get(key), after.get(key)) for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def test_first_submissions_never_wait(office):
    found = {row["status"] for row in rows("select distinct status from control.submissions")}
    assert found <= {"accepted", "accepted_with_warnings"}, faults()
    assert published()


def test_a_small_revision_counts_at_once_and_changes_what_was_told(office):
    before = published()
    name = office.send("VON-01", spent(1.02), "51")
    assert standing(name).startswith("accepted")
    office.build()
    moved = changed(before, published())
    assert {key[3][:7] for key in moved} == {"34-P-51"}
    assert any(key[1] == "FN.GN_LK" for key in moved)


def test_a_large_revision_waits_and_what_is_published_stays(office):
    before = published()
    name = office.send("VON-01", spent(1.2))
    assert standing(name) == "awaiting_approval", faults()
    office.build()
    assert published() == before
    seen = told(name)
    [total] = [one for one in seen.of_province if (one.indicator_code, one.value_kind) == ("FN.GN_LK", "actual")]
    assert total.before == before["rollup", "FN.GN_LK", "_T", "34-P-48", "2026-09", "actual"]
    assert abs(total.relative_percent - 20) < 1
    assert total in seen.beyond(load_registry().approvals.threshold_on(DAY))
    assert approve(name, now=office.now, **WHO).startswith("accepted")
    assert rows("select decision, role, document_no from control.approvals where submission_id = %s", name) == [
        {"decision": "approved", "role": "chanh_van_phong", "document_no": "9/VPĐP"}]
    office.build()
    assert changed(before, published()) == as_told(seen)


def test_what_is_declined_never_counts_also_when_it_is_judged_again(office):
    name = office.send("VON-01", spent(1.1))
    before = published()
    assert standing(name) == "awaiting_approval", faults()
    assert decline(name, now=office.now, **WHO) == "rejected"
    assert await_again(submission_id=name) == 1
    judge("again", office.now + timedelta(minutes=1))
    assert standing(name) == "rejected"
    office.build()
    assert published() == before


def test_a_revision_of_communes_tells_withdrawn_cells_and_the_totals_above_them(office):
    close_period("2026-09", "test", office.now)
    before = published()
    seen_rows: list[str] = []

    def without_income_of_the_first(row: FillRow) -> FillRow:
        seen_rows.append(row.row_key)
        return row if len(seen_rows) > 1 else replace(row, values=row.values | {"thu_nhap": None})

    name = office.send("NTM-01", without_income_of_the_first)
    assert standing(name) == "awaiting_approval", faults()
    told_now = as_told(told(name))
    commune = next(key for key in told_now if key[:2] == ("observation", "NTM.TNBQ"))
    assert told_now[commune][1] is None
    assert any(key[:2] == ("rollup", "NTM.TNBQ") and key[3] == "34-P-48" for key in told_now)
    approve(name, now=office.now, **WHO)
    office.build()
    assert changed(before, published()) == told_now


def test_any_change_of_a_closed_month_waits(office):
    close_period("2026-09", "test", office.now)
    name = office.send("VON-01", spent(1.201))
    assert standing(name) == "awaiting_approval"
    done = CliRunner().invoke(main, ["preview", name, "--format", "json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["needs_approval"], answer["is_published"]) == (0, True, True)
    assert any(one["is_closed"] and one["needs_approval"] for one in answer["changes"])
    shown = CliRunner().invoke(main, ["preview", name])
    assert (shown.exit_code, "Đà Nẵng" in shown.stdout, "→" in shown.stdout) == (0, True, True), shown.output
    assert len(set(shown.stdout.splitlines())) == len(shown.stdout.splitlines()), "a figure is told once"
    with connect() as db:
        assert [one["submission_id"] for one in watch.awaiting_approval(db)] == [name]
    assert CliRunner().invoke(main, ["preview", "nobody"]).exit_code == 2


def test_a_withdrawn_revision_gives_the_published_figures_back(office):
    [name] = [row["submission_id"] for row in rows(
        """select submission_id from control.submissions where source_code = '48-TC' and status like 'accepted%%'""")]
    before = published()
    withdraw(name, reason="Gửi nhầm", document_no="3/STC", run_id="test", now=office.now)
    office.build()
    key = "rollup", "FN.GN_LK", "_T", "34-P-48", "2026-09", "actual"
    first = rows("""select sum(canonical_value) as n from raw.reported_cells c join control.submissions s using (submission_id)
                    where s.source_code = '48-TC' and s.status like 'accepted%%'
                        and column_key = 'gn_lk' and row_role = 'total'""")
    assert published()[key] == first[0]["n"] != before[key]
