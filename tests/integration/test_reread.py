"""What was landed is read again under the present registry: aliases and layouts apply, earlier verdicts stay."""

from __future__ import annotations

import shutil
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mtqg import settings
from mtqg.errors import MtqgError
from mtqg.intake import judge
from mtqg.intake.rereading import reread
from mtqg.registry import load_registry
from tests.integration.test_intake import LEAF, NOW, deliver, figures, outbox, rows, run, statuses, workbook

pytestmark = pytest.mark.slow
__all__ = ["outbox"]
LATER = NOW + timedelta(days=1)
CODE = LEAF.split("|")[0]


def with_a_strange_code() -> bytes:
    """VON-01 in which the province writes a code of its own for the component."""
    book = load_workbook(BytesIO(workbook()))
    for row in book["VON-01"].iter_rows():
        for cell in row:
            if cell.value == CODE:
                cell.value = "HP-RIENG-01"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def project(tmp_path: Path, monkeypatch) -> Path:
    """A project whose seeds this test may write."""
    root = tmp_path / "project"
    shutil.copytree(settings.project_root() / "expectations", root / "expectations")
    shutil.copytree(settings.project_root() / "dbt_project" / "seeds", root / "dbt_project" / "seeds")
    monkeypatch.setattr(settings, "project_root", lambda: root)
    load_registry.cache_clear()
    yield root
    load_registry.cache_clear()


def test_an_alias_confirmed_later_applies_when_read_again(project, outbox):
    deliver(outbox, "von.xlsx", with_a_strange_code())
    run()
    assert statuses() == ["rejected"]
    found = rows("select * from control.quarantined_rows where text like '%%HP-RIENG-01%%'")
    assert found
    assert {one["kind"] for one in found} == {"component"}
    assert LEAF not in [row["row_key"] for row in rows("select row_key from raw.reported_cells")]
    [before] = rows("select registry_version, submission_id from control.submissions")
    with (project / "dbt_project" / "seeds" / "confirmed_aliases.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"component,HP-RIENG-01,{CODE},34-P-48,2026-01-01,,Công văn xác nhận,S\n")
    load_registry.cache_clear()
    outcome = reread(LATER, submission_id=before["submission_id"])
    assert dict(outcome.read) == {"received": 1}
    assert statuses() == ["rejected", "received"]
    [again] = outcome.submission_ids
    assert not rows("select * from control.quarantined_rows where submission_id = %s and text like '%%HP-RIENG-01%%'", again)
    judge("again", LATER)
    assert statuses()[1].startswith("accepted"), rows("select rule_id, actual from control.findings where severity = 'critical'")
    assert figures()["kh_giao"] == 1_000_000_000
    [first, second] = rows("select * from control.verdicts order by judged_at")
    assert (first["status"], second["status"].split("_")[0]) == ("rejected", "accepted")
    assert first["registry_version"] == before["registry_version"] != second["registry_version"]
    assert rows("select 1 from control.changed_slices")


def test_a_reading_that_says_the_same_changes_nothing(outbox):
    deliver(outbox, "von.xlsx", workbook(400))
    run()
    deliver(outbox, "von 2.xlsx", workbook(450), NOW + timedelta(hours=1))
    run(NOW + timedelta(hours=2))
    everything = "select * from control.submissions", "select * from control.verdicts", "select * from control.changed_slices"
    before = [rows(query) for query in everything]
    assert dict(reread(LATER, source_code="48-TC").read) == {"unchanged": 1}        # the superseded one is not asked
    assert [rows(query) for query in everything] == before


def test_what_is_in_force_stays_until_the_new_verdict(project, outbox):
    deliver(outbox, "von.xlsx", workbook(400))
    run()
    before, cells = figures(), rows("select * from raw.reported_cells order by sheet, cell_ref")
    changes = len(rows("select 1 from control.changed_slices"))
    form = project / "expectations" / "von_01" / "form.yml"
    form.write_text(form.read_text(encoding="utf-8").replace("column_key: gn_lk,", "column_key: gn_lk, value_kind: estimate,", 1),
                    encoding="utf-8")
    load_registry.cache_clear()
    assert dict(reread(LATER, source_code="48-TC").read) == {"received": 1}
    assert sorted(status.split("_")[0] for status in statuses()) == ["accepted", "received"]
    assert figures() == before
    assert len(rows("select 1 from control.changed_slices")) == changes
    assert dict(reread(LATER, source_code="48-TC").read) == {"received": 1}          # the one that waits, in its place
    judge("again", LATER)
    [old, new] = rows("select * from control.submissions order by revision_no")
    kept = rows("select * from raw.reported_cells where submission_id = %s order by sheet, cell_ref", old["submission_id"])
    assert kept == cells
    assert new["reread_of"] == old["submission_id"]
    assert len(rows("select 1 from control.verdicts where submission_id = %s", old["submission_id"])) == 1
    assert (old["status"], new["status"].split("_")[0]) == ("superseded", "accepted")
    assert len(rows("select 1 from control.changed_slices")) > changes


def test_what_has_no_bytes_cannot_be_read_again(outbox):
    with pytest.raises(MtqgError, match="no bytes"):
        reread(LATER, submission_id="48-TC.VON-01.000000000000")
