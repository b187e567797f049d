"""`mtqg check` says of every case of tests/forms what the pipeline says: the same workbook findings through the warehouse."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml

from mtqg.quality import judge_frames
from mtqg.quality.offline import check_workbook
from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.store import connect
from mtqg.store.cells import add_copied, copy_text, load_cells

pytestmark = pytest.mark.slow
FORMS = Path(__file__).parents[1] / "forms"
CASES = sorted(path.parent for path in FORMS.glob("*/*/case.yml"))


@cache
def stated(folder: Path) -> tuple:
    """(workbook, form, source) of the case."""
    said = yaml.safe_load((folder / "case.yml").read_text(encoding="utf-8"))
    source = load_registry().source(said["source_code"], date.fromisoformat(said["on"])) if said["source_code"] else None
    return (folder / "workbook.xlsx").read_bytes(), said["form_code"], source


def workbook_findings(registry, findings) -> list[tuple]:
    return sorted((one.rule_id, one.sheet or "", one.cell_ref or "", one.actual or "", one.expected or "", one.severity or "")
                  for one in findings if registry.rules[one.rule_id].scope == "workbook")


def test_every_case_is_judged_alike(registry, warehouse):
    judged, differ = 0, []
    for folder in CASES:
        content, form_code, source = stated(folder)
        reading = read_submission(content, "workbook.xlsx", registry, form_code=form_code, source=source)
        if not reading.is_readable or not reading.identity.form_code:
            continue
        submission = "/".join(folder.parts[-2:])
        with connect() as db:
            add_copied(db, submission, copy_text(reading.cells, "test"))
            cells = load_cells(db, [submission])
        pipeline = judge_frames(registry, reading.identity.form_code, cells, scopes=("workbook",)).get(submission, [])
        offline = check_workbook(content, "workbook.xlsx", registry, form_code=form_code, source=source).findings
        judged += 1
        if workbook_findings(registry, pipeline) != workbook_findings(registry, offline):
            differ.append(submission)
    assert differ == []
    assert judged > 80
