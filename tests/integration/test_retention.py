"""What is kept no longer goes when its days are over, and not a day before; what figures lead back to stays."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from mtqg import settings
from mtqg.errors import RegistryError
from mtqg.keeping.purging import purge
from mtqg.keeping.scrub import scrub
from mtqg.registry.retention import read_retention
from mtqg.store.purging import PURGED
from tests.integration.test_intake import NOW, deliver, outbox, rows, run, workbook
from tests.integration.test_refusal import households

pytestmark = pytest.mark.slow
__all__ = ["outbox"]


def test_a_refused_list_of_persons_loses_its_name_and_places_after_its_days(outbox):
    deliver(outbox, "Qoằm Xửng 1950.xlsx", households())
    deliver(outbox, "von.xlsx", workbook())
    run()
    [refused] = rows("select * from control.submissions where status = 'refused'")
    limit = refused["received_at"] + timedelta(days=90)
    assert purge(limit)["personal_refusals"] == 0
    assert purge(limit + timedelta(seconds=1))["personal_refusals"] == 1
    assert purge(limit + timedelta(days=1))["personal_refusals"] == 0
    [left] = rows("select * from control.submissions where status = 'refused'")
    assert (left["delivery_name"], left["delivery_path"]) == (PURGED, PURGED)
    assert {name: left[name] for name in ("content_sha256", "size_bytes", "received_at")} == {
        name: refused[name] for name in ("content_sha256", "size_bytes", "received_at")}
    found = rows("select distinct rule_id, sheet, cell_ref, actual from control.findings where submission_id = %s",
                 left["submission_id"])
    assert found == [{"rule_id": "COMMON-R040", "sheet": None, "cell_ref": None, "actual": None}]
    assert not said_anywhere("Xửng")
    assert len(rows("select 1 from control.submissions where delivery_name = 'von.xlsx'")) == 1


def test_what_still_lies_in_its_outbox_is_refused_no_second_time_and_its_name_goes_again(outbox):
    deliver(outbox, "Qoằm Xửng 1950.xlsx", households())
    run()
    purge(NOW + timedelta(days=91))
    run(NOW + timedelta(days=92), "again")
    assert len(rows("select 1 from control.submissions where status = 'refused'")) == 1
    assert said_anywhere("Xửng")                                   # it was listed again
    purge(NOW + timedelta(days=183))
    assert not said_anywhere("Xửng")


def said_anywhere(words: str) -> bool:
    """Whether the words stand in the ledger, in the cells or in the archive."""
    tables = rows("select schemaname, tablename from pg_tables where schemaname in ('control', 'raw')")
    return any(rows(f'select 1 from {one["schemaname"]}.{one["tablename"]} as t where t::text like %s', f"%{words}%")
               for one in tables) or any(
        words in path.read_text(errors="ignore") or words in path.name for path in settings.landing_dir().rglob("*.json"))


def test_a_file_of_a_landing_that_broke_off_is_shredded_after_a_day(outbox):
    spool = settings.home() / "spool"
    spool.mkdir(exist_ok=True)
    left, twin, young = spool / "left", spool.with_name("twin"), spool / "young"
    left.write_bytes(b"Qo" * 500)
    twin.hardlink_to(left)
    young.write_bytes(b"Qo")
    for path, age in ((left, timedelta(days=1, seconds=1)), (young, timedelta(hours=23))):
        os.utime(path, ((NOW - age).timestamp(),) * 2)
    assert purge(NOW)["spool"] == 1
    assert (left.exists(), young.exists()) == (False, True)
    assert b"QoQo" not in twin.read_bytes()
    for path in (twin, young):
        path.unlink()


def test_logs_go_after_a_year_and_the_archive_never(outbox, monkeypatch, tmp_path):
    deliver(outbox, "von.xlsx", workbook())
    run()
    monkeypatch.setenv("AIRFLOW__LOGGING__BASE_LOG_FOLDER", str(tmp_path / "logs"))
    for name, days in (("old", 366), ("new", 364)):
        path = tmp_path / "logs" / "dag_id=x" / f"{name}.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("said")
        os.utime(path, ((NOW - timedelta(days=days)).timestamp(),) * 2)
    assert purge(NOW)["task_logs"] == 1
    assert [path.name for path in (tmp_path / "logs").rglob("*.log")] == ["new.log"]
    before = rows("select * from raw.reported_cells order by sheet, cell_ref"), rows("select * from control.verdicts")
    purge(NOW + timedelta(days=36_500))
    assert (rows("select * from raw.reported_cells order by sheet, cell_ref"), rows("select * from control.verdicts")) == before
    assert scrub().is_whole


@pytest.mark.parametrize(("text", "says"), [
    ("{what: archive, days: 400, name_vi: a, name_en: a, basis: a}", "for ever"),
    ("{what: spool, days: 0, name_vi: a, name_en: a, basis: a}", "greater than or equal to 1"),
    ("{what: cells, days: 5, name_vi: a, name_en: a, basis: a}", "Input should be"),
])
def test_what_cannot_be_is_refused_with_file_and_line(tmp_path, text, says):
    path = tmp_path / "retention.yml"
    path.write_text(f"kept:\n  - {text}\n")
    with pytest.raises(RegistryError, match=rf"retention\.yml:2.*{says}"):
        read_retention(path)
