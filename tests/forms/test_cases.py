"""Every folder tests/forms/<form>/<case>/: the workbook is read exactly as its cells.csv and findings.csv say."""

import csv
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from mtqg.quality.messages import sentence
from mtqg.readers import count_cells, read_submission
from mtqg.readers.container import open_container
from mtqg.readers.workbook import read_grids
from mtqg.registry import load_registry

REGISTRY = load_registry()
HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/*/case.yml"))


def rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module", params=CASES, ids=lambda folder: str(folder.relative_to(HERE)))
def case(request):
    folder = request.param
    said = yaml.safe_load((folder / "case.yml").read_text(encoding="utf-8"))
    content = (folder / "workbook.xlsx").read_bytes()
    source = said["source_code"] and REGISTRY.source(said["source_code"], date.fromisoformat(said["on"]))
    assert source or not said["source_code"]
    return folder, content, read_submission(content, "workbook.xlsx", REGISTRY, form_code=said["form_code"], source=source)


def test_findings_stand_at_their_cells_and_nowhere_else(case):
    folder, _, reading = case
    expected = sorted((row["rule_id"], row["sheet"], row["cell_ref"]) for row in rows(folder / "findings.csv"))
    assert sorted((one.rule_id, one.sheet or "", one.cell_ref or "") for one in reading.findings) == expected


def test_cells_are_read_as_they_were_meant(case):
    folder, _, reading = case
    names = ("sheet", "cell_ref", "part_no", "row_key", "column_key", "value", "cell_status")
    read = {
        (sheet, ref): tuple(rest)
        for sheet, ref, part, *rest in zip(*(reading.cells.columns[n] for n in names), strict=True)
        if part == 0
    }
    for row in rows(folder / "cells.csv"):
        row_key, column_key, value, status = read[row["sheet"], row["cell_ref"]]
        assert status == row["cell_status"], row
        if status in ("accepted", "rejected"):
            assert (row_key, column_key) == (row["row_key"], row["column_key"]), row
            assert value == (Decimal(row["value"]) if row["value"] else None), row


def test_no_figure_is_accepted_that_was_not_put_in(case):
    folder, _, reading = case
    meant = {(row["sheet"], row["cell_ref"]) for row in rows(folder / "cells.csv") if row["cell_status"] == "accepted"}
    names = ("sheet", "cell_ref", "cell_role", "cell_status", "value_text", "value")
    accepted = {
        (sheet, ref)
        for sheet, ref, role, status, text, value in zip(*(reading.cells.columns[n] for n in names), strict=True)
        if status == "accepted" and role == "value" and text
    }
    assert accepted == meant


def words_merged_down(content: bytes) -> dict[str, set[tuple[int, int]]]:
    """Cells that have the words of the cell above them, because it is merged over their rows."""
    return {grid.name: {(row, begin[1]) for begin, end in grid.merges if begin[1] == end[1] and begin[1] > 0 and begin[0] > 8
                        for row in range(begin[0] + 1, end[0] + 1)}
            for grid in read_grids(content, open_container(content).archive)}


def test_cells_read_are_accepted_rejected_quarantined_or_ignored(case):
    folder, content, reading = case
    under = words_merged_down(content) if "words_in_merged_cells" in folder.name else {}
    filled = sorted(
        (grid.name, row + 1, column + 1)
        for grid in read_grids(content, open_container(content).archive)
        for row, values in enumerate(grid.rows)
        for column, value in enumerate(values)
        if value != "" or (row, column) in under.get(grid.name, ())
    )
    columns = reading.cells.columns
    read = {
        (sheet, row, column)
        for sheet, row, column, text in zip(
            columns["sheet"], columns["row_no"], columns["column_no"], columns["value_text"], strict=True
        )
        if text
    }
    assert sorted(read) == filled
    counts = count_cells(reading.cells)
    assert counts["read"] == len(filled) == sum(counts[name] for name in ("accepted", "rejected", "quarantined", "ignored"))
    keys = list(zip(columns["sheet"], columns["cell_ref"], columns["part_no"], strict=True))
    assert len(keys) == len(set(keys))


def test_the_officer_reads_whole_sentences(case):
    _, _, reading = case
    for one in reading.findings:
        rule = REGISTRY.rules[one.rule_id]
        for language in ("vi", "en"):
            words = sentence(rule, one, language)
            assert not re.search(r"[{}]|: \.|\(\)|“”|…\W*\)", words), words


def test_there_are_cases():
    assert len(CASES) >= 100
