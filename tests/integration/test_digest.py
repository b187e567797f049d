"""The officer's digest of a day: what came, what was found, what is owed and when; harmless whatever a province writes."""

from __future__ import annotations

import os
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from lxml import html

from mtqg.errors import MtqgError
from mtqg.feedback.delivering import return_pending, write_digests
from mtqg.feedback.digest import digest_of, provinces_to_tell, write_digest
from mtqg.feedback.waiting import groups_waiting
from mtqg.intake import judge, open_period, pull
from tests.integration.test_dbt_models import build
from tests.integration.test_intake import DAY, NOW, SOURCE, deliver, outbox, rows, run, workbook
from tests.integration.test_returning import LATER, names, returned_to

pytestmark = pytest.mark.slow
__all__ = ["outbox"]
TODAY = date(2026, 10, 8)
PROVINCE = "48"
HOSTILE = "<img src=x onerror=alert(1)> '\"&.xlsx"


def pages(day: date = TODAY) -> tuple[str, str]:
    """(text, HTML)"""
    made = digest_of(PROVINCE, day)
    assert list(made) == [f"tong-hop_{day}.txt", f"tong-hop_{day}.html"]
    text, page = made.values()
    assert digest_of(PROVINCE, day) == made
    return text.decode("utf-8-sig"), page.decode()


def section(text: str, source: str = SOURCE) -> str:
    """What the text says of one source; nothing where it is one of the quiet ones."""
    return next((part for part in text.split("\r\n=== ")[1:] if f"({source})" in part.splitlines()[0]), "")


def resolve(connection_id: str):
    from mtqg.connectors import spec_from_environment

    return spec_from_environment(connection_id)


def test_a_day_says_what_came_what_was_found_and_where_the_returned_file_is(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    return_pending([SOURCE], LATER)
    text, page = pages()
    for words in ("Thành phố Đà Nẵng", "von 9.xlsx", "VON-01", "Tháng 9 năm 2026", "trả lại để sửa", "VON-01-R004", "VON-01!K"):
        assert words in text
        assert words in html.fromstring(page.encode()).text_content()
    [name] = names(outbox)
    assert [link.get("href") for link in html.fromstring(page.encode()).iter("a")] == [name]
    assert "Nghiêm trọng" in text
    empty, _ = pages(TODAY - timedelta(days=1))
    assert "Không có gì mới" in empty and "Sở Tài chính" in empty and "===" not in empty
    assert "von 9.xlsx" not in empty


def test_a_hostile_name_is_words_only(outbox):
    deliver(outbox, HOSTILE, workbook())
    run()
    text, page = pages()
    tree = html.fromstring(page.encode())
    assert not list(tree.iter("img", "script"))
    assert "<img" in tree.text_content()
    assert sum("<img" in line for line in text.splitlines()) == 1
    assert return_pending([SOURCE], LATER, with_digest=True).digests == 2
    assert "<img" in (returned_to(outbox) / names(outbox, "bien-nhan")[0]).read_text("utf-8-sig")


def test_a_name_that_is_let_in_nowhere_is_told_to_the_officer_once(outbox):
    deliver(outbox, "bao cao\u202exslx.exe", workbook())
    deliver(outbox, "von.xlsx", workbook())
    run()
    assert [row["delivery_path"] for row in rows("select delivery_path from control.refused_names")] == [
        f"34/{SOURCE}/von_01/bao cao\\u202exslx.exe"]
    assert len(rows("select * from control.submissions")) == 1
    return_pending([SOURCE], LATER, with_digest=True)
    text, page = pages(LATER.date())
    for words in ("bao cao\\u202exslx.exe", "đổi tên tệp rồi gửi lại"):
        assert words in text
        assert words in html.fromstring(page.encode()).text_content()
    assert rows("select count(*) as n from control.refused_names where told_at is null") == [{"n": 0}]
    run(NOW + timedelta(days=1))
    assert len(rows("select * from control.refused_names")) == 1
    assert "đổi tên" not in pages(TODAY + timedelta(days=1))[0]


def test_a_source_with_nothing_but_a_refused_name_is_waited_for(outbox):
    deliver(outbox, "bao cao\u202exslx.exe", workbook())
    run()
    [group] = groups_waiting(LATER)
    assert group.source_codes == [SOURCE]
    return_pending(group.source_codes, LATER, with_digest=True)
    assert groups_waiting(LATER) == []
    assert len(list(returned_to(outbox).glob("tong-hop_*"))) == 2


def test_the_digest_of_a_day_is_written_once_and_replaced_when_more_comes(outbox):
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    paths = write_digest(PROVINCE, TODAY, LATER, resolve)
    assert paths == [f"34/{SOURCE}/tra_ve/tong-hop_2026-10-08.{one}" for one in ("txt", "html")]
    before = [(outbox / path).stat().st_mtime_ns for path in paths]
    assert write_digest(PROVINCE, TODAY, LATER, resolve) == paths
    assert [(outbox / path).stat().st_mtime_ns for path in paths] == before
    deliver(outbox, "von 9 sua.xlsx", workbook(), NOW)
    run(LATER, "later")
    assert write_digest(PROVINCE, TODAY, LATER, resolve) == paths
    assert "von 9 sua.xlsx" in (outbox / paths[0]).read_text("utf-8-sig")
    (outbox / paths[0]).write_text("of the province")
    assert write_digest(PROVINCE, TODAY, LATER, resolve)[0].endswith("tong-hop_2026-10-08 (2).txt")
    assert (outbox / paths[0]).read_text() == "of the province"


def test_a_province_has_one_digest_a_day_with_a_section_an_agency(outbox):
    coordination = "48-VP"
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    folder = outbox / "34" / coordination / "ntm_01"
    folder.mkdir(parents=True)
    (folder / "khong doc duoc.xlsx").write_bytes(b"PK of nothing")
    os.utime(folder / "khong doc duoc.xlsx", (NOW.timestamp() - 86400,) * 2)
    pull([SOURCE, coordination], "both", 1, NOW, day=DAY, clock=lambda: NOW)
    judge("both", NOW)
    assert return_pending([SOURCE, coordination], LATER, with_digest=True).digests == 2
    assert sorted(path.name for path in outbox.rglob("tong-hop_*")) == [f"tong-hop_{TODAY}.{one}" for one in ("html", "txt")]
    text, page = pages()
    assert "von 9.xlsx" in section(text) and "khong doc duoc.xlsx" not in section(text)
    assert "khong doc duoc.xlsx" in section(text, coordination) and "von 9.xlsx" not in section(text, coordination)
    assert "Sở Tài chính" in section(text) and "Sở Nông nghiệp và Môi trường" in text.split("Không có gì mới")[1]
    links = [link.get("href") for link in html.fromstring(page.encode()).iter("a")]
    assert len(links) == 2 and {(returned_to(outbox) / unquote(link)).resolve().parent for link in links} == {
        returned_to(outbox).resolve(), returned_to(outbox, coordination).resolve()}
    assert all((returned_to(outbox) / unquote(link)).is_file() for link in links)
    before = {path: path.stat().st_mtime_ns for path in outbox.rglob("tong-hop_*")}
    assert return_pending([coordination], LATER + timedelta(hours=1), with_digest=True).digests == 2
    assert {path: path.stat().st_mtime_ns for path in outbox.rglob("tong-hop_*")} == before
    assert rows("select province_code, format from control.digests order by format") == [
        {"province_code": PROVINCE, "format": style} for style in ("html", "text")]


def test_an_unknown_province_is_a_fault(outbox):
    with pytest.raises(MtqgError):
        digest_of("00", TODAY)
    assert write_digests(["00"], NOW, resolve) == 0


def test_what_is_owed_and_when_follows_from_the_calendar_and_the_ledger(outbox):
    for month in ("2026-09", "2026-11"):
        open_period(month, "test", NOW - timedelta(days=2))
    deliver(outbox, "von 9.xlsx", workbook(disbursed=1200))
    run()
    assert set(build(full=True).values()) <= {"success", "pass"}
    due = rows("""select due_date from mart.fct_submissions where source_code = %s and form_code = 'VON-01'
                  and due_date is not null""", SOURCE)[0]["due_date"]
    assert due > TODAY
    text, page = pages()
    assert f"hạn {due:%d/%m/%Y}, còn {(due - TODAY).days} ngày; bản đã gửi bị trả lại" in text
    assert f"{due:%d/%m/%Y}" in page
    assert "hết hạn hôm nay" in pages(due)[0]
    late, late_page = pages(due + timedelta(days=3))
    assert "quá hạn 3 ngày" in late
    assert 'class="late"' in late_page
    assert PROVINCE in provinces_to_tell(TODAY)
    poverty = digest_of(PROVINCE, date(2026, 11, 10))["tong-hop_2026-11-10.txt"].decode("utf-8-sig")
    assert "GN-01" in poverty and "(số sơ bộ): hạn 16/11/2026" in poverty
    deliver(outbox, "von 9 sua.xlsx", workbook(), NOW)
    run(LATER, "later")
    assert "Không còn báo cáo nào" in section(pages()[0])
    assert "Sở Tài chính" in pages(due + timedelta(days=3))[0].split("Không có gì mới")[1]
    assert "chưa" not in section(pages(TODAY - timedelta(days=1))[0])
    assert "bản đã gửi bị trả lại" not in pages(TODAY - timedelta(days=1))[0]     # as it stood then
