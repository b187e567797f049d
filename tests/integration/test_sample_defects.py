"""The seeded defects against reader and rules of scope workbook: every covered one is found at its cell, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.registry.periods import parse_period
from mtqg.registry.rules import SQL_SCOPES
from mtqg.sample import write_country
from mtqg.sample.defects import defect_kinds

pytestmark = pytest.mark.slow

Place = tuple[str, str, str]        # file, rule, cell ('' where it is none)


@pytest.fixture(scope="module")
def registry():
    return load_registry()


def judged_offline(registry, out: Path, files: tuple[Path, ...], day) -> set[Place]:
    """What reading and the rules of scope workbook find, as `mtqg check` would."""
    from mtqg.quality import judge_frames

    found: set[Place] = set()
    frames: dict[str, list[pd.DataFrame]] = defaultdict(list)
    for path in files:
        name = path.relative_to(out).as_posix()
        _, source, folder, _ = name.split("/")
        form_code = folder.upper().replace("_", "-")
        owner = registry.source(source, day)
        reading = read_submission(path.read_bytes(), path.name, registry, form_code=form_code, source=owner)
        found |= {(name, finding.rule_id, finding.cell_ref or "") for finding in reading.findings}
        if reading.is_readable:
            cells = pd.DataFrame(reading.cells.columns)
            cells.insert(0, "submission_id", name)
            frames[form_code].append(cells)
    for form_code, tables in frames.items():
        judged = judge_frames(registry, form_code, pd.concat(tables, ignore_index=True), scopes=("workbook",))
        found |= {(name, finding.rule_id, finding.cell_ref or "") for name, findings in judged.items() for finding in findings}
    return found


def split_labels(labels, registry, scopes: bool) -> set[Place]:
    """Places where a rule should find something; without `scopes` only rules that need no warehouse."""
    return {(label.file, label.rule_id, label.cell_ref) for label in labels
            if label.rule_id and (scopes or registry.rules[label.rule_id].scope not in SQL_SCOPES)}


def strangers(found: set[Place], labels) -> set[Place]:
    """Findings at cells that nobody touched."""
    touched = {(label.file, label.cell_ref) for label in labels}
    return {place for place in found if (place[0], place[2]) not in touched}


@pytest.mark.parametrize(("period", "every"), [("2026-09", 1), ("2024-12", 3)])
def test_every_covered_defect_is_found_at_its_cell_and_nothing_beside(registry, tmp_path, period, every):
    day = parse_period(period).end
    codes = tuple(unit.gso_code for unit in registry.units.provinces(day))[::every]
    written = write_country(tmp_path, period, defects=len(defect_kinds()), provinces=codes, registry=registry)
    found = judged_offline(registry, tmp_path, written.files, day)
    expected = split_labels(written.defects, registry, scopes=False)
    assert len(expected) > 25
    assert expected - found == set()
    assert strangers(found, written.defects) == set()


@pytest.mark.parametrize("period", ["2022-06", "2024-12", "2025-12", "2026-03", "2026-09"])
def test_a_clean_country_has_no_finding(registry, tmp_path, period):
    day = parse_period(period).end
    codes = tuple(unit.gso_code for unit in registry.units.provinces(day))[::5]
    written = write_country(tmp_path, period, provinces=codes, registry=registry)
    assert judged_offline(registry, tmp_path, written.files, day) == set()
