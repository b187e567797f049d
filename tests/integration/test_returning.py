"""What a province gets back: its workbook with every finding at its cell, and receipts; once each, never over its own files."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import psycopg
import pytest

from mtqg import settings
from mtqg.cli import main
from mtqg.errors import SourceUnavailable
from mtqg.feedback.delivering import return_pending
from mtqg.intake import judge, landing, pull
from mtqg.registry import load_registry
from tests.integration.test_intake import DAY, NOW, SOURCE, deliver, outbox, rows, run, workbook
from tests.unit.feedback.packages import faults

pytestmark = pytest.mark.slow
__all__ = ["outbox"]
LATER = NOW + timedelta(minutes=5)


def returned_to(outbox: Path, source: str = SOURCE) -> Path:
    return outbox / "34" / source / "tra_ve"


def names(outbox: Path, beginning: str = "VON-01") -> list[str]:
    return sorted(path.name for path in returned_to(outbox).glob(f"{beginning}*"))


def test_a_verdict_and_a_receipt_go_back_once(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    outcome = return_pending([SOURCE], LATER)
    assert (outcome.returned, outcome.receipts) == (1, 1)
    [name] = names(outbox)
    assert name.startswith("VON-01_2026-09_lan-1_tra-lai-de-sua_")
    content = (returned_to(outbox) / name).read_bytes()
    assert faults(content) == []
    book = openpyxl.load_workbook(io.BytesIO(content))
    said = [cell.comment.text for row in book["VON-01"].iter_rows() for cell in row if cell.comment]
    assert any("VON-01-R004" in text and "1.200" in text for text in said)
    [row] = rows("select * from control.returns")
    assert row["sha256"] == hashlib.sha256(content).hexdigest()
    assert row["path"] == f"34/{SOURCE}/tra_ve/{name}"
    text = (returned_to(outbox) / names(outbox, "bien-nhan")[0]).read_text("utf-8-sig")
    assert hashlib.sha256(workbook(disbursed=1200)).hexdigest() in text
    assert "von 9.xlsx" in text and "Lần gửi | Revision: 1" in text and "trả lại để sửa | rejected" in text
    before = {path: path.stat().st_mtime_ns for path in returned_to(outbox).iterdir()}
    again = return_pending([SOURCE], LATER + timedelta(hours=1))
    assert (again.returned, again.receipts) == (0, 0)
    assert {path: path.stat().st_mtime_ns for path in returned_to(outbox).iterdir()} == before


def test_the_ledger_may_forget_and_nothing_is_written_twice(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    return_pending([SOURCE], LATER)
    before = {path.name: path.read_bytes() for path in returned_to(outbox).iterdir()}
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("delete from control.returns")
        connection.execute("delete from control.receipts")
    assert return_pending([SOURCE], LATER).returned == 1
    assert {path.name: path.read_bytes() for path in returned_to(outbox).iterdir()} == before


def test_what_a_province_put_there_is_never_overwritten(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    return_pending([SOURCE], LATER)
    [name] = names(outbox)
    (returned_to(outbox) / name).write_bytes(b"of the province")
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("delete from control.returns")
    return_pending([SOURCE], LATER)
    assert (returned_to(outbox) / name).read_bytes() == b"of the province"
    assert names(outbox) == sorted([name, name.replace(".xlsx", " (2).xlsx")])


def test_an_outage_of_the_return_folder_is_tried_again_and_stops_nobody_else(outbox):
    other = "01-TC"
    (outbox / "34" / other / "von_01").mkdir(parents=True)
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    path = outbox / "34" / other / "von_01" / "ha noi.xlsx"
    path.write_bytes(workbook(unit="34-P-01"))
    pull([SOURCE, other], "test", 1, NOW, day=DAY, clock=lambda: NOW)
    judge("test", NOW)
    returned_to(outbox).write_text("a file where the folder should be")
    with pytest.raises(SourceUnavailable, match=SOURCE):
        return_pending([SOURCE, other], LATER)
    assert len(list(returned_to(outbox, other).iterdir())) == 2
    assert rows("select count(*) as n from control.returns")[0]["n"] == 1
    returned_to(outbox).unlink()
    assert return_pending([SOURCE, other], LATER).returned == 1
    assert len(names(outbox)) == 1


def test_the_return_folder_may_not_lead_elsewhere(outbox, tmp_path):
    deliver(outbox, "von 9.xlsx", workbook())
    run()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    returned_to(outbox).symlink_to(elsewhere)
    with pytest.raises(SourceUnavailable):
        return_pending([SOURCE], LATER)
    assert list(elsewhere.iterdir()) == []


def test_what_is_returned_is_no_delivery(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    return_pending([SOURCE], LATER)
    outcome, _ = run(LATER + timedelta(days=1), "next")
    assert (outcome.seen, outcome.landed) == (1, 0)


def test_a_refused_file_and_one_that_cannot_be_read_get_a_report_without_content(outbox):
    from tests.integration.test_refusal import households

    deliver(outbox, "danh sach.xlsx", households())
    deliver(outbox, "hong.xlsx", b"not a workbook, by Nobody", NOW - timedelta(hours=3))
    run()
    return_pending([SOURCE], LATER)
    refused, = (name for name in names(outbox) if "tu-choi" in name)
    unreadable, = (name for name in names(outbox) if "khong-doc-duoc" in name)
    for name, rule in ((refused, "COMMON-R040"), (unreadable, "COMMON-R001")):
        content = (returned_to(outbox) / name).read_bytes()
        assert faults(content) == []
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert len(book.sheetnames) == 1
        text = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row if cell.value)
        assert rule in text
        assert "Nobody" not in text and "Xửng" not in text
    assert {row["kind"] for row in rows("select kind from control.returns")} == {"report"}


def test_what_is_refused_under_other_rules_too_is_told_once(outbox, monkeypatch):
    """Somebody signed a waiver meanwhile, say: what still lies in the outbox is looked at again, and nobody hears of it."""
    from tests.integration.test_refusal import households

    monkeypatch.setattr(landing, "MAX_DELIVERY_BYTES", 50_000)
    deliver(outbox, "danh sach.xlsx", households())
    deliver(outbox, "lon.xlsx", bytes(60_000), NOW - timedelta(hours=3))
    run()
    return_pending([SOURCE], LATER, with_digest=True)
    before = {path: path.read_bytes() for path in returned_to(outbox).iterdir() if "tong-hop" not in path.name}
    assert rows("select count(*) as n from control.submissions where status = 'refused'") == [{"n": 2}]
    monkeypatch.setitem(load_registry().__dict__, "version", "0" * 12)
    outcome, _ = run(LATER + timedelta(days=1), "other rules")
    assert outcome.refused == 2                                    # looked at, and refused again
    assert rows("select distinct registry_version as version from control.submissions") == [{"version": "0" * 12}]
    again = return_pending([SOURCE], LATER + timedelta(days=1))
    assert (again.returned, again.receipts) == (0, 0)
    assert {path: path.read_bytes() for path in returned_to(outbox).iterdir() if "tong-hop" not in path.name} == before
    assert rows("select count(*) as n from control.submissions") == [{"n": 2}]
    assert run(LATER + timedelta(days=2), "once more")[0].known == 2


def test_an_officer_of_the_house_returns_by_hand(outbox, tmp_path, capsys):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    [one] = rows("select submission_id from control.submissions")
    for arguments, code in ((["return", one["submission_id"], "--out", str(tmp_path / "a.xlsx")], 0),
                            (["return", one["submission_id"]], 0), (["return", "nobody"], 2)):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == code
    [name] = names(outbox)
    assert (returned_to(outbox) / name).read_bytes() == (tmp_path / "a.xlsx").read_bytes()
    assert name in capsys.readouterr().out
    assert return_pending([SOURCE], LATER).returned == 0
    with pytest.raises(SystemExit) as ended:
        main(["digest", "--province", SOURCE[:2], "--day", "2026-10-08", "--out", str(tmp_path / "day")])
    assert ended.value.code == 0
    assert "von 9.xlsx" in (tmp_path / "day" / "tong-hop_2026-10-08.html").read_text()


def test_a_file_that_cannot_be_written_upon_in_time_goes_back_as_a_report(outbox, monkeypatch):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    monkeypatch.setenv("MTQG_READER_WALL_SECONDS", "0.001")
    assert return_pending([SOURCE], LATER).returned == 1
    assert rows("select kind from control.returns") == [{"kind": "report"}]
    [name] = names(outbox)
    book = openpyxl.load_workbook(returned_to(outbox) / name)
    assert any(cell.value == "VON-01-R004" for row in book.active.iter_rows() for cell in row)


def test_a_waived_finding_comes_back_as_waived(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("""insert into control.waivers values ('W1', 'VON-01-R004', %s, 'VON-01', '2026-09', 'role',
            '12/CV-BTC', 'reason', '2026-10-01', '2026-12-31', now())""", [SOURCE])
        connection.execute("update control.findings set waiver_id = 'W1' where rule_id = 'VON-01-R004' and verdict_no = 1")
    return_pending([SOURCE], LATER)
    [name] = names(outbox)
    book = openpyxl.load_workbook(returned_to(outbox) / name)
    listed = [[str(cell.value) for cell in row if cell.value] for row in book.worksheets[0].iter_rows()]
    waived = [line for line in listed if any("VON-01-R004" in cell for cell in line)]
    assert waived
    assert all("Được miễn" in " ".join(line) and "12/CV-BTC" in " ".join(line) for line in waived)


def test_what_a_rule_on_probation_found_reaches_no_officer(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("update control.findings set stage = 'shadow' where rule_id = 'VON-01-R004'")
    return_pending([SOURCE], LATER, with_digest=True)
    [name] = names(outbox)
    book = openpyxl.load_workbook(returned_to(outbox) / name)
    said = [str(text) for page in book for row in page.iter_rows() for cell in row
            for text in (cell.value, cell.comment and cell.comment.text)]
    assert not [text for text in said if "VON-01-R004" in text]
    assert [text for text in said if "VON-01-R007" in text or "VON-01-R015" in text]
    for digest in names(outbox, "tong-hop"):
        assert "VON-01-R004" not in (returned_to(outbox) / digest).read_text("utf-8-sig")
