"""The archive's journal: the same event says the same whoever says it, and the past is not written anew."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from mtqg import journal, settings
from mtqg.errors import MtqgError

AT = datetime(2026, 10, 8, 2, 0, tzinfo=UTC)
FOUND = [{"rule_id": "COMMON-R041", "actual": "9", "expected": "5"}]


@pytest.fixture(autouse=True)
def _landing(tmp_path, monkeypatch):
    monkeypatch.setenv("MTQG_LANDING", str(tmp_path))


def test_decimals_days_and_times_are_the_same_text_from_the_program_and_from_the_database():
    for value, name in ((Decimal("42"), "a"), (Decimal("42.000000"), "b")):
        journal.record("signed", name, AT, value=value, day=date(2026, 10, 1), when=AT)
    first, second = (journal.read(path) for path in journal.files())
    assert first == second
    assert (first["value"], first["day"], first["when"]) == ("42", "2026-10-01", "2026-10-08T09:00:00+07:00")


def test_of_the_past_what_stands_is_not_written_again_and_what_is_missing_is():
    journal.record("judged", "x.1", AT, status="rejected")
    with journal.of_the_past():
        journal.record("judged", "x.1", AT, status="accepted")
        journal.record("judged", "x.2", AT, status="accepted")
    assert [one["status"] for one in journal.events()] == ["rejected", "accepted"]
    journal.record("judged", "x.1", AT, status="accepted")
    assert [one["status"] for one in journal.events()] == ["accepted", "accepted"]


def test_of_a_list_of_persons_no_name_path_nor_place_is_kept():
    said = {"delivery_name": "Qoằm Xửng.xlsx", "delivery_path": "48-TC/Qoằm Xửng.xlsx", "submission_id": "s"}
    journal.record("refused", "big", AT, **journal.refusal(**said, findings=FOUND))
    journal.record("refused", "persons", AT, **journal.refusal(**said, findings=[
        {"rule_id": journal.LIST_OF_PERSONS, "actual": "Xửng", "expected": None}]))
    big, persons = (path.read_text(encoding="utf-8") for path in journal.files())
    assert "Xửng" in big
    assert '"actual": "9"' in big
    assert "Xửng" not in persons
    assert '"rule_id": "COMMON-R040"' in persons


def test_events_of_one_moment_come_in_the_order_in_which_they_happen():
    for kind in reversed(journal.KINDS):
        journal.record(kind, "x", AT)
    assert [one["kind"] for one in journal.events()] == list(journal.KINDS)


def test_an_altered_event_is_named():
    journal.record("closed", "2026-09", AT, period_code="2026-09")
    [path] = journal.files()
    path.write_text(path.read_text().replace("2026-09", "2026-08"))
    with pytest.raises(MtqgError, match="altered event"):
        journal.events()
    assert settings.landing_dir() in path.parents
