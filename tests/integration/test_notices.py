"""Provinces are reminded before, on and after the due day: one notice a day, never in quiet hours, by real mail and real HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta

import psycopg
import pytest

from mtqg import settings
from mtqg.errors import SourceUnavailable
from mtqg.intake import open_period
from mtqg.orchestration.notifying import remind, tell_late_run, tell_month_closed
from mtqg.registry import load_registry
from mtqg.registry.notices import read_notices
from mtqg.store import connect, digests
from tests.conftest import empty_warehouse
from tests.integration.built_warehouse import build
from tests.integration.receiving import receiver

pytestmark = pytest.mark.slow
OPENED = datetime(2026, 10, 1, 8, 0, tzinfo=settings.TIME_ZONE)
#: VON-01 of 2026-09 is due by then.
DUE = datetime(2026, 10, 12, 8, 0, tzinfo=settings.TIME_ZONE)


@pytest.fixture(scope="module")
def month(postgres_server):
    """2026-09 is open and built; nobody has sent anything."""
    empty_warehouse()
    open_period("2026-09", "test", OPENED)
    build(full=True, now=OPENED)


@pytest.fixture(scope="module")
def listening(tmp_path_factory):
    with receiver(tmp_path_factory.mktemp("receiver")) as running:
        yield running


@pytest.fixture
def heard(month, listening, monkeypatch):
    """Both channels lead to the receiver, which has heard nothing yet."""
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("delete from control.notices")
    listening.forget()
    for name, value in listening.connections("/notices").items():
        monkeypatch.setenv(name, value)
    return listening


def due_day() -> datetime:
    """Eight in the morning of the day on which VON-01 of 2026-09 is due."""
    with connect() as db:
        owed = digests.owed(db, "48-TC", DUE, (DUE + timedelta(days=60)).date())
    [one] = [row for row in owed if row["period_code"] == "2026-09"]
    return datetime.combine(one["due_date"], DUE.timetz())


def rows(query: str) -> list[tuple]:
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        return connection.execute(query).fetchall()


def test_one_notice_a_province_on_the_due_day_by_mail_and_webhook(heard):
    counts = remind("run", due_day())
    assert counts == {"email sent": 34, "webhook sent": 34}
    _, subject, page = next(one for one in heard.mails() if one[0] == ["mtqg-48@tinh.example"])
    assert subject.startswith("[MTQG] Thành phố Đà Nẵng: 1 báo cáo quá hạn, 5 báo cáo sắp đến hạn | ")
    for words in ("48-TC", "VON-01", "Tháng 9 năm 2026", "hết hạn hôm nay", "due today"):
        assert words in page
    [post] = [one for one in heard.posts("/notices") if one["subject"] == "48"]
    assert {"source_code": "48-TC", "form_code": "VON-01", "period_code": "2026-09", "days_left": 0,
            "due_date": due_day().date().isoformat()} in post["owed"]
    assert post["key"] == f"{due_day().date()}/reminder/48"
    assert rows("select count(*), count(distinct subject), min(status) from control.notices") == [(68, 34, "sent")]


def test_nothing_is_said_twice_a_day_and_again_on_the_next_day_of_the_list(heard):
    day = due_day()
    remind("run", day)
    heard.forget()
    assert remind("again", day + timedelta(hours=4)) == {"email known": 34, "webhook known": 34}
    assert heard.mails() == [] == heard.posts()
    counts = remind("closing", day + timedelta(hours=5), closing="2026-09")
    assert (counts["email known"], counts["webhook known"]) == (34, 34)
    days = load_registry().notices.reminder_days(day.date())
    told = [number for number in range(-9, 9) if remind("run", day + timedelta(days=number)).get("email sent")]
    working = {number for number in range(-9, 9) if load_registry().is_working_day((day + timedelta(days=number)).date())}
    asked = {*(-n for n in days.days_before), *days.days_after}
    assert {number for number in told if number} >= asked & working & set(range(-9, 9))
    assert not set(told) - working


def test_quiet_hours_and_days_off_are_quiet(heard):
    day = due_day()
    for quiet in (day.replace(hour=6, minute=59), day.replace(hour=17, minute=30), day.replace(hour=23)):
        assert remind("run", quiet) == {"quiet": 1}
    sunday = day + timedelta(days=6 - day.weekday())
    assert remind("run", sunday) == {"quiet": 1}
    assert rows("select count(*) from control.notices") == [(0,)]
    assert "email sent" in remind("run", day.replace(hour=7, minute=0))


def test_closing_a_month_reminds_whoever_is_late_whatever_the_day(heard):
    day = next(day for n in range(22, 40) if load_registry().is_working_day((day := due_day() + timedelta(days=n)).date())
               and not load_registry().notices.reminder_days(day.date()).meets(-n))
    remind("run", day)
    before = len(heard.mails())
    remind("close", day, closing="2026-09")
    assert len(heard.mails()) == 35 > before                     # the ministry is late with its table of transfers
    assert "quá hạn" in heard.mails()[-1][2]


def test_a_server_that_refuses_stops_no_other_and_is_tried_again(heard, monkeypatch):
    day = due_day()
    for name, value in heard.connections("/refused").items():
        if "WEBHOOK" in name:
            monkeypatch.setenv(name, value)
    with pytest.raises(SourceUnavailable, match="34 notices not sent"):
        remind("run", day)
    assert len(heard.mails()) == 34
    assert rows("select channel, status, count(*) from control.notices group by 1, 2 order by 1") == [
        ("email", "sent", 34), ("webhook", "failed", 34)]
    assert rows("select distinct message ~ '503' from control.notices where status = 'failed'") == [(True,)]
    for name, value in heard.connections("/notices").items():
        monkeypatch.setenv(name, value)
    assert remind("again", day) == {"email known": 34, "webhook sent": 34}


def test_a_notice_whose_program_died_is_not_sent_again_that_day(heard):
    day = due_day()
    remind("run", day)
    with psycopg.connect(settings.dsn("mtqg_loader")) as connection:
        connection.execute("update control.notices set status = 'sending', ended_at = null where subject = '48'")
    heard.forget()
    remind("again", day)
    assert heard.mails() == []


def test_without_connections_nobody_is_told_and_nothing_fails(heard, monkeypatch):
    for name in heard.connections():
        monkeypatch.delenv(name)
    assert remind("run", due_day()) == {}
    assert rows("select count(*) from control.notices") == [(0,)]


def test_engineers_and_the_office_are_told_once_of_a_late_run_and_a_closed_month(heard):
    for _ in range(2):
        tell_late_run({"dag_run": {"dag_id": "build_warehouse", "dag_run_id": "scheduled__1"}}, minutes=30)
        tell_month_closed("2026-09", {"missing": 134, "on_time": 2}, "/srv/exports/2026-09", "run", due_day())
    assert [(to, subject) for to, subject, _ in heard.mails()] == [
        (["truc-kho-so-lieu@trung-uong.example"], "[MTQG] Lượt chạy build_warehouse chậm | run of build_warehouse is late"),
        (["van-phong-dieu-phoi@trung-uong.example"], "[MTQG] Đã khóa sổ kỳ 2026-09 | 2026-09 is closed")]
    assert "chưa gửi" in heard.mails()[1][2] and "134" in heard.mails()[1][2]
    assert [one["kind"] for one in heard.posts()] == ["late_run", "month_closed"]


def test_a_province_may_have_a_mailbox_of_its_own(tmp_path):
    path = tmp_path / "notices.yml"
    text = (settings.expectations_dir() / "notices.yml").read_text()
    path.write_text(text.replace("recipients:\n", 'recipients:\n  - {provinces: ["48"], mailboxes: [bao-cao@da-nang.example], '
                                                  'valid_from: 2026-01-01}\n'))
    notices = read_notices(path)
    assert notices.mailboxes_of("48", DUE.date()) == ("bao-cao@da-nang.example",)
    assert notices.mailboxes_of("66", DUE.date()) == ("mtqg-66@tinh.example",)
    assert notices.mailboxes_of("48", datetime(2025, 1, 1).date()) == ("mtqg-48@tinh.example",)
