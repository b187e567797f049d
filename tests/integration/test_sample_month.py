"""September 2026 of the whole country, with every kind of defect: found in the warehouse, and returned at its cell."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
import psycopg
import pytest
from psycopg.rows import dict_row

from mtqg import settings
from mtqg.feedback.delivering import return_pending
from mtqg.feedback.words import read_words
from mtqg.intake import judge, pull
from mtqg.registry import load_registry
from mtqg.sample import SampleWritten, write_country
from mtqg.sample.defects import defect_kinds
from tests.conftest import empty_warehouse
from tests.integration.test_sample_defects import Place, split_labels, strangers
from tests.unit.feedback.packages import faults

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Month:
    """Outboxes of the whole country with every kind of defect, which were pulled and judged at a moment."""

    outbox: Path
    written: SampleWritten
    now: datetime

    @property
    def sources(self) -> list[str]:
        return sorted({path.relative_to(self.outbox).parts[1] for path in self.written.files})


@pytest.fixture(scope="module")
def month(postgres_server, tmp_path_factory) -> Iterator[Month]:
    """September 2026, with verdicts and findings."""
    empty_warehouse()
    out = tmp_path_factory.mktemp("country") / "outbox"
    month = Month(out, write_country(out, "2026-09", defects=len(defect_kinds())),
                  datetime(2026, 11, 2, 9, 0, tzinfo=settings.TIME_ZONE))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_CONN_OUTBOX_SAMPLE", json.dumps({"conn_type": "fs", "extra": {"path": str(out)}}))
        patch.setenv("MTQG_LANDING", str(out.parent / "landing"))
        pull(month.sources, "sample", 1, month.now, clock=lambda: month.now)
        judge("sample", month.now)
        yield month


def test_a_month_in_the_warehouse_finds_what_history_and_other_forms_tell(month):
    registry, found = load_registry(), findings()
    expected = split_labels(month.written.defects, registry, scopes=True)
    assert {registry.rules[rule].scope for _, rule, _ in expected} >= {"reading", "workbook", "history", "forms"}
    assert strangers(found, month.written.defects) == set()
    assert expected - found == set()


def ask(query: str, *values) -> list[dict]:
    with psycopg.connect(settings.dsn("mtqg_loader"), row_factory=dict_row) as connection:
        return connection.execute(query, values).fetchall()


def findings() -> set[Place]:
    rows = ask("""select s.delivery_path, f.rule_id, coalesce(f.cell_ref, '') as cell_ref
                  from control.findings f join control.submissions s using (submission_id)
                  where f.stage is null""")       # what rules on probation find is for engineers
    return {(row["delivery_path"], row["rule_id"], row["cell_ref"]) for row in rows}


def test_every_finding_is_at_its_cell_in_the_returned_file(month):
    labelled = sorted({label.source_code for label in month.written.defects})
    outcome = return_pending(labelled, month.now)
    [owed] = ask("select count(*) as n from control.submissions where status <> 'received' and source_code = any(%s)", labelled)
    assert outcome.returned == owed["n"]
    found = ask("""select f.*, r.kind from control.findings f join control.returns r using (submission_id, verdict_no)
                   where f.stage is distinct from 'shadow'""")
    assert len(found) > 60
    listed, books = read_words(settings.expectations_dir()).list.sheet.vi, {}
    for row in ask("select submission_id, path from control.returns"):
        content = (month.outbox / row["path"]).read_bytes()
        assert faults(content) == [], row["path"]
        if any(one["submission_id"] == row["submission_id"] for one in found):
            book = openpyxl.load_workbook(io.BytesIO(content))
            text = " ".join(str(cell.value) for line in book[listed].iter_rows() for cell in line if cell.value)
            books[row["submission_id"]] = book, text
    for one in found:
        book, text = books[one["submission_id"]]
        assert one["rule_id"] in text
        if one["cell_ref"] and one["kind"] == "workbook":
            cell = book[one["sheet"]][one["cell_ref"]]
            assert one["rule_id"] in cell.comment.text, (one["rule_id"], one["sheet"], one["cell_ref"])
            assert one["message_vi"] in cell.comment.text
            assert cell.fill.fgColor.rgb.startswith("FF") and cell.fill.patternType == "solid"
    assert sum(1 for one in found if one["cell_ref"] and one["kind"] == "workbook") > 50
