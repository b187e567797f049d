"""The published figures as workbooks: what the reader gives back is what was printed."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from mtqg import settings
from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.registry.seeds import read_csv
from mtqg.sample import write_published
from mtqg.sample.levels import REFERENCE


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    registry = load_registry()
    out = tmp_path_factory.mktemp("outboxes")
    found = {}
    for path in write_published(registry, out):
        source = registry.source(path.parts[-3], date(2024, 10, 16))
        found[path] = read_submission(path.read_bytes(), path.name, registry, form_code="TH-01", source=source)
    return found


def test_each_report_of_a_province_is_one_workbook_sent_on_the_day_of_the_report(readings):
    sent = {path.parts[-3]: datetime.fromtimestamp(path.stat().st_mtime, settings.TIME_ZONE).date() for path in readings}
    assert sent == {"38-CB": date(2024, 10, 16), "49-CB": date(2023, 10, 23), "62-CB": date(2023, 10, 23)}
    assert {path.parts[-4] for path in readings} == {"published"} and {path.parts[-2] for path in readings} == {"th_01"}


def test_every_workbook_is_read_without_a_finding(readings):
    assert all(reading.is_readable and not reading.findings for reading in readings.values())
    assert {reading.identity.as_of_date for reading in readings.values()} == {date(2024, 10, 16), date(2023, 10, 23)}


def test_all_forty_figures_come_back_as_printed(readings):
    facts = {}
    for reading in readings.values():
        cells = reading.cells.columns
        for i in range(len(reading.cells)):
            if cells["indicator_code"][i] and cells["cell_status"][i] == "accepted":
                key = tuple(cells[name][i] for name in (
                    "admin_unit_code", "indicator_code", "breakdown_code", "period_code", "value_kind"))
                facts[key] = (cells["value"][i], cells["value_text"][i], cells["as_of_date"][i])
    printed = {}
    for _, row in read_csv(REFERENCE / "published_figures.csv"):
        key = tuple(row[name] for name in ("admin_unit_code", "indicator_code", "breakdown_code", "period_code", "value_kind"))
        printed[key] = (Decimal(row["value"]), row["cell_text"], date.fromisoformat(row["as_of_date"]))
    assert len(printed) == 40
    assert facts == printed
