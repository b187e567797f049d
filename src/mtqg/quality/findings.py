"""Broken rows become findings: the cell, what stands there, what should."""

from __future__ import annotations

from typing import Any

import numpy as np

from mtqg.model import Finding
from mtqg.quality.batches import Task
from mtqg.quality.cells import Cells
from mtqg.quality.culprits import Evidence
from mtqg.quality.places import Place, place_of_row, place_of_total
from mtqg.quality.sheets import NOWHERE
from mtqg.quality.wording import actual_text, details_of, expected_text

_NULL = "ExpectColumnValuesToNotBeNull"


def findings_of(cells: Cells, tasks: list[Task], broken: list[list[list[Any]]]) -> list[tuple[str, Finding]]:
    """(submission, finding) of every broken row of every check; one finding a rule and cell."""
    rows = [[_positions(task, names) for names in of_task] for task, of_task in zip(tasks, broken, strict=True)]
    evidence = _evidence(tasks, rows)
    culprits = {key: one.culprits() for key, one in evidence.items()}
    found: dict[tuple, tuple[str, Finding]] = {}
    for task, of_checks in zip(tasks, rows, strict=True):
        mine = culprits.get(id(task.frame.sheet), {})
        for check, of_check in zip(task.checks, of_checks, strict=True):
            for row in of_check.tolist():
                place = place_of_total(task, row, mine) if task.totals else place_of_row(task.frame, check, row, mine)
                if check.expectation == _NULL and place.position != NOWHERE:
                    continue                # something stands there, and reading has said what is wrong with it
                submission, finding = _finding(cells, task, check, row, place)
                key = (submission, finding.rule_id, finding.sheet, finding.cell_ref, finding.column_key)
                found.setdefault(key, (submission, finding))
    return list(found.values())


def _positions(task: Task, names: list[Any]) -> np.ndarray:
    """Broken rows by position in the frame of the task."""
    return np.sort(task.frame.values.index.get_indexer(names)) if len(names) else np.zeros(0, dtype=np.int64)


def _evidence(tasks: list[Task], rows: list[list[np.ndarray]]) -> dict[int, Evidence]:
    """What all checks together say of each sheet."""
    found: dict[int, Evidence] = {}
    for task, of_checks in zip(tasks, rows, strict=True):
        if task.frame.sheet is None:
            continue
        evidence = found.setdefault(id(task.frame.sheet), Evidence())
        for check, broken in zip(task.checks, of_checks, strict=True):
            if task.totals:
                evidence.add_totals(task.totals, task.chosen[broken])
            elif check.expectation != _NULL:
                evidence.add(task.frame, check, broken)
    return found


def _finding(cells: Cells, task: Task, check, row: int, place: Place) -> tuple[str, Finding]:
    values = task.frame.line(row)
    at = place.anchor if place.position == NOWHERE else place.position
    of_line = {name: cells.text(name, at) for name in ("sheet", "block_code", "row_key", "admin_unit_code")}
    if not task.frame.cell_at:              # of the whole report
        of_line |= {"row_key": None, "admin_unit_code": None}
    finding = Finding(
        rule_id=check.rule.rule_id, cell_ref=place.cell_ref, column_key=place.column_key, indicator_code=place.indicator_code,
        actual=actual_text(cells, place), expected=expected_text(task, check, row, place, values),
        details=details_of(cells, task.frame, check, row, place, values), **of_line)
    return cells.text("submission_id", at) or "", finding
