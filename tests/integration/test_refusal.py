"""What is refused leaves no bytes, what breaks the reader leaves the pull standing: on a real PostgreSQL."""

from __future__ import annotations

import ctypes
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import xlsxwriter

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.intake import examining, landing
from mtqg.store import connect, watch
from tests.integration.test_intake import NOW, deliver, outbox, rows, run, statuses, workbook

pytestmark = pytest.mark.slow
__all__ = ["outbox"]
LATER = NOW + timedelta(hours=3)


def households(count: int = 5) -> bytes:
    """A list of nobody: syllables that are no name."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("Hộ nghèo")
        page.write_row(0, 0, ["STT", "Họ và tên chủ hộ", "Năm sinh", "Số CCCD"])
        for number in range(1, count + 1):
            page.write_row(number, 0, [number, f"Qoằm Xửng {number}", 1950 + number, f"00106000{number:04d}"])
    return buffer.getvalue()


def test_an_officer_is_told_before_sending(tmp_path, capsys):
    from mtqg import cli

    path = tmp_path / "ho ngheo.xlsx"
    path.write_bytes(households())
    with pytest.raises(SystemExit) as ended:
        cli.main(["check", str(path), "--form", "VON-01"])
    printed = capsys.readouterr().out
    assert ended.value.code == 1
    assert "COMMON-R040" in printed
    assert "từ chối" in printed
    assert "Xửng" not in printed


def traces_of(words: str) -> int:
    """Rows of the warehouse in which the words stand."""
    tables = rows("select schemaname, tablename from pg_tables where schemaname in ('control', 'raw')")
    return sum(rows(f'select count(*) as n from "{one["schemaname"]}"."{one["tablename"]}" as t where t::text like %s',
                    f"%{words}%")[0]["n"] for one in tables)


def test_a_list_of_households_is_refused_and_its_bytes_are_nowhere(outbox, caplog):
    listed = households()
    deliver(outbox, "ho ngheo.xlsx", listed)
    deliver(outbox, "von.xlsx", workbook(), NOW - timedelta(hours=1))
    outcome, _ = run()
    assert (outcome.seen, outcome.landed, outcome.refused) == (2, 1, 1)
    [refused] = rows("select * from control.submissions where status = 'refused'")
    assert (refused["landing_path"], refused["size_bytes"], len(refused["content_sha256"])) == (None, len(listed), 64)
    found = rows("select * from control.findings where submission_id = %s", refused["submission_id"])
    assert {row["rule_id"] for row in found} == {"COMMON-R040"}
    assert found[0]["sheet"] == "Hộ nghèo"
    assert traces_of("Xửng") == traces_of("001060") == 0
    assert "Xửng" not in caplog.text
    assert [path for path in settings.landing_dir().rglob(refused["content_sha256"])] == []
    assert list((settings.home() / "spool").iterdir()) == []
    again, _ = run(LATER, "again")
    assert (again.refused, again.known) == (0, 2)


def test_bytes_are_overwritten_before_they_are_removed(tmp_path):
    path, twin = tmp_path / "spooled", tmp_path / "twin"
    path.write_bytes(b"Qo" * 5000)
    twin.hardlink_to(path)
    landing.shred(path)
    assert not path.exists()
    assert len(twin.read_bytes()) == 10_000
    assert b"QoQoQo" not in twin.read_bytes()


def test_a_delivery_above_the_limit_is_a_refused_submission(outbox, monkeypatch):
    monkeypatch.setattr(landing, "MAX_DELIVERY_BYTES", 1000)
    deliver(outbox, "von.xlsx", workbook())
    outcome, _ = run()
    assert (outcome.seen, outcome.landed, outcome.refused) == (1, 0, 1)
    [row] = rows("select * from control.submissions join control.findings using (submission_id)")
    assert (row["status"], row["rule_id"], row["landing_path"]) == ("refused", "COMMON-R041", None)
    assert (row["actual"], row["expected"]) == (str(len(workbook())), "1000")
    assert run(LATER, "again")[0].known == 1


@pytest.mark.parametrize(("fate", "says"), [
    ("segfault", "SIGSEGV"), ("loop", "CPU"), ("hoard", "MemoryError"), ("raise", "KeyError")])
def test_a_file_that_breaks_the_reader_is_unreadable_and_the_others_are_read(outbox, monkeypatch, fate, says):
    monkeypatch.setenv("MTQG_READER_CPU_SECONDS", "1")
    monkeypatch.setenv("MTQG_READER_MEMORY_MB", "700")
    opened = examining.open_workbooks

    def poisoned(content, name, registry):
        if name == "doc.xlsx":
            if fate == "segfault":
                ctypes.string_at(0)
            hoarded = []
            while fate != "raise":
                hoarded.append(bytes(50_000_000) if fate == "hoard" else None)
                del hoarded[:-1000]
            raise KeyError("words of the file")
        return opened(content, name, registry)

    monkeypatch.setattr(examining, "open_workbooks", poisoned)
    deliver(outbox, "doc.xlsx", workbook(300), NOW - timedelta(days=3))
    deliver(outbox, "von.xlsx", workbook())
    outcome, _ = run()
    assert outcome.landed == 2
    assert sorted(status.split("_")[0] for status in statuses()) == ["accepted", "unreadable"]
    [found] = rows("""select f.* from control.findings f join control.submissions s using (submission_id)
                      where s.status = 'unreadable'""")
    assert (found["rule_id"], found["severity"]) == ("COMMON-R042", "critical")
    assert says in found["actual"]
    assert isinstance(found["found_at"], datetime)
    [kept] = rows("select landing_path from control.submissions where status = 'unreadable'")
    assert (settings.landing_dir() / kept["landing_path"]).is_file()


def test_a_landed_file_that_cannot_be_had_is_no_fault_of_its_province_and_is_read_when_it_is_back(outbox, monkeypatch):
    """What `mtqg status` calls not read, and what docs/runbook.md says to do."""
    deliver(outbox, "von.xlsx", workbook())
    monkeypatch.setattr(examining, "_WAITING_BYTES", 0)            # it is opened anew to be read
    kept = landing.keep

    def lost(spooled, sha256):
        place = kept(spooled, sha256)
        (settings.landing_dir() / place).rename(outbox / "away")
        return place

    with monkeypatch.context() as patch:
        patch.setattr(landing, "keep", lost)
        with pytest.raises(MtqgError, match=r"could not be read: 48-TC\.VON-01.*No such file"):
            run()
    [row] = rows("select * from control.submissions")
    assert (row["status"], row["read_at"]) == ("received", None)
    with connect() as db:
        [waits] = watch.stuck(db, NOW + timedelta(minutes=11))
    assert (waits["what"], waits["n"]) == ("unread", 1) and "No such file" in waits["why"]
    (outbox / "away").rename(settings.landing_dir() / row["landing_path"])
    run(LATER, "again")
    assert statuses()[0].startswith("accepted")


def test_what_matched_nothing_is_kept_with_what_it_may_mean(outbox):
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(workbook()))
    page = book["VON-01"]
    row = next(cells for cells in page.iter_rows() if any(str(cell.value).startswith("HN2635-HP1") for cell in cells))
    row[0].value = None
    for cell in row:
        if str(cell.value).startswith("HN2635-HP1"):
            cell.value = "HN2635-HP9"
    buffer = BytesIO()
    book.save(buffer)
    deliver(outbox, "von.xlsx", buffer.getvalue())
    run()
    found = rows("select * from control.quarantined_rows")
    assert found
    assert {one["kind"] for one in found} == {"component"}
    assert all(one["candidates"] for one in found), found
    assert "HN2635-HP1" in {candidate["code"] for candidate in found[0]["candidates"]}
