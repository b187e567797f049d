"""When somebody is reminded, and when nobody is told anything."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mtqg import settings
from mtqg.errors import RegistryError
from mtqg.registry import load_registry
from mtqg.registry.notices import QuietHours, ReminderDays, read_notices

SINCE = date(2021, 1, 1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=settings.TIME_ZONE)


def test_reminders_come_before_on_and_after_the_due_day():
    days = ReminderDays(valid_from=SINCE, days_before=(7, 1), on_due_day=True, days_after=(3,))
    assert [left for left in range(-9, 10) if days.meets(left)] == [-3, 0, 1, 7]
    never = ReminderDays(valid_from=SINCE, days_before=(), on_due_day=False, days_after=())
    assert not any(never.meets(left) for left in range(-9, 10))


@pytest.mark.parametrize(("begins", "ends", "moment", "quiet"), [
    ("17:30", "07:00", "2026-10-08T17:29:59", False), ("17:30", "07:00", "2026-10-08T17:30:00", True),
    ("17:30", "07:00", "2026-10-09T06:59:59", True), ("17:30", "07:00", "2026-10-09T07:00:00", False),
    ("11:30", "13:00", "2026-10-09T12:00:00", True), ("11:30", "13:00", "2026-10-09T13:00:00", False),
    ("17:30", "07:00", "2026-10-08T10:00:00+00:00", False),                # 17:00 in Vietnam
    ("17:30", "07:00", "2026-10-08T10:30:00+00:00", True),
])
def test_quiet_hours_are_those_of_vietnam_and_may_pass_midnight(begins, ends, moment, quiet):
    hours = QuietHours(valid_from=SINCE, begins=begins, ends=ends, days_off=False)
    when = datetime.fromisoformat(moment)
    assert hours.holds(when if when.tzinfo else at(moment), is_working_day=True) is quiet


def test_holidays_are_quiet_and_days_worked_instead_are_not():
    registry = load_registry()
    assert registry.is_working_day(date(2026, 10, 8))
    assert not registry.is_working_day(date(2026, 10, 11))
    assert not registry.is_working_day(date(2026, 9, 2))                   # Quốc khánh
    assert registry.notices.is_quiet(at("2026-09-02T10:00:00"), registry.is_working_day(date(2026, 9, 2)))
    worked = [day for day, is_worked in registry.days_off.items() if is_worked]
    assert all(registry.is_working_day(day) for day in worked)


def test_a_word_that_is_missing_is_a_fault_with_file_and_line(tmp_path):
    path = tmp_path / "notices.yml"
    text = (settings.expectations_dir() / "notices.yml").read_text()
    path.write_text(text.replace('    footer: {vi: "Số liệu', '    foot: {vi: "Số liệu'))
    with pytest.raises(RegistryError, match=r"notices\.yml:\d+: words\.month_closed"):
        read_notices(path)


@pytest.mark.parametrize("box", ["mtqg-{code}@tinh.example", "mtqg", "a@b@c", "a b@tinh.example",
                                 "x@y.example\\r\\nBcc: z@y.example"])
def test_a_mailbox_that_is_none_is_a_fault_with_file_and_line(tmp_path, box):
    path = tmp_path / "notices.yml"
    text = (settings.expectations_dir() / "notices.yml").read_text()
    path.write_text(text.replace('"mtqg-{province}@tinh.example"', f'"{box}"'))
    with pytest.raises(RegistryError, match=r"notices\.yml:\d+: recipients"):
        read_notices(path)
