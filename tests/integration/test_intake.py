"""Landing, reading and judging against a real PostgreSQL: every kind of delivery has its outcome row and its status."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.connectors.folder import FolderConnector
from mtqg.errors import SourceUnavailable
from mtqg.intake import judge, landing, pull, sources_by_province
from mtqg.registry import load_registry
from mtqg.templates import FillRow, FormFill, write_workbook

pytestmark = pytest.mark.slow

NOW = datetime(2026, 10, 8, 9, 0, tzinfo=settings.TIME_ZONE)
DAY = date(2026, 9, 30)
SOURCE, UNIT, PERIOD = "48-TC", "34-P-48", "2026-09"
LEAF = "HN2635-HP1|NSTW-DTPT-TN|2026"


@pytest.fixture
def outbox(warehouse, tmp_path, monkeypatch) -> Path:
    """Empty outboxes of one source, and a landing area of this test alone."""
    folder = tmp_path / "outbox"
    (folder / "34" / SOURCE / "von_01").mkdir(parents=True)
    monkeypatch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps({"conn_type": "fs", "extra": {"path": str(folder)}}))
    monkeypatch.setenv("MTQG_LANDING", str(tmp_path / "landing"))
    return folder


def workbook(disbursed: float = 400.0, planned: float = 1000.0, period: str = PERIOD, unit: str = UNIT,
             source: str = SOURCE) -> bytes:
    """VON-01 with one line of money, in triệu đồng."""
    values = {"kh_giao": planned, "phan_bo": planned, "chua_pb": 0, "keo_dai": 0, "tong_kh": planned, "gn_lk": disbursed,
              "gn_kd": 0, "ty_le": round(100 * disbursed / planned, 2), "huy": 0, "uoc_gn": disbursed}
    fill = FormFill(source, unit, period, rows=[FillRow(LEAF, values)])
    return write_workbook(load_registry(), "VON-01", fill).content


def deliver(outbox: Path, name: str, content: bytes, at: datetime = NOW - timedelta(days=1)) -> None:
    path = outbox / "34" / SOURCE / "von_01" / name
    path.write_bytes(content)
    os.utime(path, (at.timestamp(), at.timestamp()))


def run(now: datetime = NOW, run_id: str = "test") -> tuple:
    return pull([SOURCE], run_id, 1, now, day=DAY, clock=lambda: now), judge(run_id, now)


def rows(query: str, *values) -> list[dict]:
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


def statuses() -> list[str]:
    return [row["status"] for row in rows(
        "select status from control.submissions order by received_at, revision_no, delivered_at")]


def figures() -> dict[str, float]:
    """Canonical values, in đồng, of the submissions in force."""
    return {row["column_key"]: int(row["canonical_value"]) for row in rows(
        """select column_key, canonical_value from raw.reported_cells join control.submissions using (submission_id)
           where status like 'accepted%%' and row_key = %s and cell_role = 'value' and value_state = 'number'""", LEAF)}


def test_a_right_workbook_is_accepted_and_its_money_is_kept_in_dong(outbox):
    deliver(outbox, "von 9.xlsx", workbook())
    outcome, judged = run()
    assert (outcome.seen, outcome.landed, outcome.known) == (1, 1, 0)
    assert list(judged.judged) == ["accepted"] or statuses() == ["accepted_with_warnings"], rows("select * from control.findings")
    assert figures()["kh_giao"] == 1_000_000_000
    assert figures()["gn_lk"] == 400_000_000
    [row] = rows("select * from control.submissions")
    assert (row["admin_unit_code"], row["period_code"]) == (UNIT, PERIOD)
    assert (row["revision_no"], row["delivery_name"]) == (1, "von 9.xlsx")
    assert (settings.landing_dir() / row["landing_path"]).read_bytes() == workbook()


def test_cells_read_are_accepted_rejected_quarantined_or_declared_ignored(outbox):
    deliver(outbox, "von.xlsx", workbook())
    run()
    [row] = rows("select * from control.submissions")
    [counted] = rows("select count(distinct (sheet, cell_ref)) as n from raw.reported_cells")
    assert row["cells_read"] == counted["n"] > 50
    assert row["cells_read"] == sum(row[f"cells_{name}"] for name in ("accepted", "rejected", "quarantined", "ignored"))


def test_the_same_file_again_and_under_another_name_changes_nothing(outbox):
    deliver(outbox, "von.xlsx", workbook())
    run()
    deliver(outbox, "ban sao cua von.xlsx", workbook(), NOW + timedelta(hours=1))
    outcome, judged = run(NOW + timedelta(hours=2), "again")
    assert (outcome.seen, outcome.landed, outcome.known) == (2, 0, 2)
    assert not judged.judged
    assert len(rows("select * from control.submissions")) == 1
    assert [row["outcome"] for row in rows("select outcome from control.attempts order by attempt_id")] == ["succeeded"] * 2
    assert rows("select deliveries_known from control.attempts order by attempt_id desc")[0]["deliveries_known"] == 2


def test_a_newer_revision_replaces_the_earlier_one_and_both_are_kept(outbox):
    deliver(outbox, "von.xlsx", workbook(400))
    run()
    deliver(outbox, "von dinh chinh.xlsx", workbook(450), NOW + timedelta(hours=1))
    run(NOW + timedelta(hours=2))
    assert statuses()[0] == "superseded"
    assert statuses()[1].startswith("accepted")
    assert figures()["gn_lk"] == 450_000_000
    given = rows("select status, reason, run_id from control.verdicts order by judged_at")
    assert [(one["status"].split("_")[0], one["reason"], one["run_id"]) for one in given] == [("accepted", "first", "test")] * 2
    assert {row["period_code"] for row in rows("select period_code from control.changed_slices")} == {PERIOD, "2026-10"}


def test_going_back_to_the_first_file_is_a_third_revision(outbox):
    for hours, disbursed in ((0, 400), (1, 450), (2, 400)):
        deliver(outbox, f"lan {hours}.xlsx", workbook(disbursed), NOW + timedelta(hours=hours))
        run(NOW + timedelta(hours=hours, minutes=1))
    assert [row["revision_no"] for row in rows("select revision_no from control.submissions order by received_at")] == [1, 2, 3]
    assert figures()["gn_lk"] == 400_000_000


def test_a_rejected_revision_leaves_the_earlier_one_in_force(outbox):
    deliver(outbox, "von.xlsx", workbook(400))
    run()
    deliver(outbox, "von 2.xlsx", workbook(1500), NOW + timedelta(hours=1))
    run(NOW + timedelta(hours=2))
    assert statuses()[1] == "rejected"
    assert figures()["gn_lk"] == 400_000_000
    found = rows("select rule_id, sheet, cell_ref, message_vi, message_en from control.findings where severity = 'critical'")
    assert found
    assert all(row["message_vi"] and row["message_en"] for row in found)


@pytest.mark.parametrize(("name", "content"), [
    ("trong.xlsx", b""), ("van ban.xlsx", "Kính gửi: số liệu tháng 9".encode()), ("hong.xlsx", b"PK\x03\x04" + b"\0" * 100)])
def test_what_is_no_workbook_is_unreadable_with_a_finding_and_stops_nobody(outbox, name, content):
    deliver(outbox, name, content)
    deliver(outbox, "von.xlsx", workbook())
    outcome, _ = run()
    assert outcome.landed == 2
    assert sorted(status.split("_")[0] for status in statuses()) == ["accepted", "unreadable"]
    [found] = rows("""select f.* from control.findings f join control.submissions s using (submission_id)
                      where s.status = 'unreadable'""")
    assert found["severity"] == "critical"
    assert found["message_vi"]


def test_a_workbook_of_another_province_is_rejected(outbox):
    deliver(outbox, "von.xlsx", workbook(unit="34-P-38"))
    run()
    assert statuses() == ["rejected"]
    assert "COMMON-R005" in {row["rule_id"] for row in rows("select rule_id from control.findings")}


def test_an_outbox_that_is_down_is_recorded_and_raised_and_the_next_pull_takes_all(outbox):
    away = outbox.with_name("away")
    deliver(outbox, "von.xlsx", workbook())
    shutil.move(outbox, away)
    with pytest.raises(SourceUnavailable, match=SOURCE):
        pull([SOURCE], "down", 1, NOW, day=DAY)
    [attempt] = rows("select * from control.attempts")
    assert (attempt["outcome"], attempt["error_class"]) == ("unavailable", "SourceUnavailable")
    shutil.move(away, outbox)
    outcome, _ = run(NOW + timedelta(hours=1))
    assert outcome.landed == 1


def test_an_outage_between_two_files_loses_nothing_of_the_first_and_leaves_nothing_of_the_second(outbox, monkeypatch):
    """The second is fetched while the first is being read."""
    deliver(outbox, "von.xlsx", workbook(), NOW - timedelta(days=2))
    deliver(outbox, "von_2.xlsx", workbook(500.0))
    fetch = FolderConnector.fetch

    def broken(connector, path, target, max_bytes):
        if path.endswith("_2.xlsx"):
            target.write_bytes(b"half")
            raise ConnectionResetError("reset")
        return fetch(connector, path, target, max_bytes)

    with monkeypatch.context() as patch:
        patch.setattr(FolderConnector, "fetch", broken)
        with pytest.raises(SourceUnavailable, match="reset"):
            pull([SOURCE], "half", 1, NOW, day=DAY)
    [first] = rows("select * from control.submissions")
    assert (first["status"], first["delivery_name"], first["read_at"]) == ("received", "von.xlsx", NOW)
    assert list((settings.home() / "spool").iterdir()) == []
    assert run(NOW + timedelta(hours=1))[0].landed == 1
    assert [row["revision_no"] for row in rows("select revision_no from control.submissions order by 1")] == [1, 2]


def test_behind_a_fault_of_landing_nothing_of_the_source_is_landed_and_the_next_source_is(outbox, monkeypatch):
    """Files of both were fetched and asked about when it came."""
    deliver(outbox, "von.xlsx", workbook(), NOW - timedelta(days=2))
    deliver(outbox, "von_2.xlsx", workbook(500.0))
    other = outbox / "34" / "48-VP" / "ntm_01"
    other.mkdir(parents=True)
    (other / "ntm.xlsx").write_bytes(b"no workbook")
    os.utime(other / "ntm.xlsx", (NOW.timestamp() - 9000,) * 2)
    keep = landing.keep

    def full(spooled, sha256):
        if sha256 == hashlib.sha256(workbook()).hexdigest():
            raise OSError("No space left on device")
        return keep(spooled, sha256)

    with monkeypatch.context() as patch:
        patch.setattr(landing, "keep", full)
        with pytest.raises(OSError, match="No space"):
            pull([SOURCE, "48-VP"], "full", 1, NOW, day=DAY)
    assert {row["source_code"]: row["outcome"] for row in rows("select * from control.attempts")} == {
        SOURCE: "failed", "48-VP": "succeeded"}
    assert [row["delivery_name"] for row in rows("select * from control.submissions")] == ["ntm.xlsx"]
    assert list((settings.home() / "spool").iterdir()) == []
    assert run(NOW + timedelta(hours=1))[0].landed == 2


def test_the_same_bytes_under_two_names_at_once_are_one_submission(outbox):
    """Both are looked through and read before the first is on record."""
    deliver(outbox, "von.xlsx", workbook(), NOW - timedelta(days=2))
    deliver(outbox, "von_2.xlsx", workbook())
    outcome, _ = run()
    assert (outcome.seen, outcome.landed, outcome.known) == (2, 1, 1)
    [row] = rows("""select count(*) as cells, max(s.cells_read) as cells_read
                    from raw.reported_cells join control.submissions s using (submission_id) where value_text <> ''""")
    assert row["cells"] == row["cells_read"] > 0


def test_a_source_that_is_down_never_stops_the_others_of_its_province(outbox):
    deliver(outbox, "von.xlsx", workbook())
    with pytest.raises(SourceUnavailable, match="48-VP"):
        pull(["48-VP", SOURCE], "half", 1, NOW, day=DAY)
    assert {row["source_code"]: row["outcome"] for row in rows("select * from control.attempts")} == {
        "48-VP": "unavailable", SOURCE: "succeeded"}
    assert statuses() == ["received"]


def test_judging_twice_gives_one_verdict(outbox):
    deliver(outbox, "von.xlsx", workbook())
    run()
    judge("again", NOW + timedelta(hours=1))
    assert len(rows("select * from control.verdicts")) == 1


def test_a_period_polls_the_provinces_of_its_own_geography():
    for period, provinces in (("2024-12", 63), ("2026-09", 34)):
        polled = sources_by_province(period, None, NOW)
        assert len(polled) == provinces + 1                      # and the ministry's outbox
        assert [one.source_codes for one in polled if "VN-BTC" in one.source_codes] == [["VN-BTC"]]
    [old] = sources_by_province(None, ["49-CB"], NOW)
    assert (old.name, old.day) == ("Tỉnh Quảng Nam", "2025-06-30")
