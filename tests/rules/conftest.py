"""Every rule against real workbooks: a sound report, changed in one place a case; all cases of a form are judged in one run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from mtqg.model import CELL_COLUMNS, Finding
from mtqg.quality import judge_frames
from mtqg.readers import read_submission
from mtqg.registry import Registry, load_registry
from mtqg.registry.periods import parse_period
from mtqg.templates import FillRow, FormFill, write_workbook

CASES = Path(__file__).parent / "cases"
sys.path.insert(0, str(Path(__file__).parent))
FORMS = ("VON-01", "NTM-01", "TH-01", "BTC-M09", "GN-01", "GN-02", "DT-01", "OCOP-01", "VM-01", "KH-01")


@dataclass(frozen=True)
class Case:
    """A sound report with changed cells, and every finding that it must give: (rule, row, column, expected)."""

    form_code: str
    rule_id: str
    kind: str                               # passes, fails, boundary
    number: int
    report: dict[str, Any]
    change: dict[str, dict[str, Any]]
    finds: list[list[str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.rule_id}-{self.kind}-{self.number}"


@dataclass(frozen=True)
class Outcome:
    """What judging found, and where each (row, column) stands in the workbook."""

    findings: list[Finding]
    addresses: dict[tuple[str, str], tuple[str, str]]


@cache
def read_cases(form_code: str) -> list[Case]:
    """The cases of a form's file."""
    content = yaml.safe_load((CASES / f"{form_code.lower().replace('-', '_')}.yml").read_text(encoding="utf-8"))
    found = []
    for rule_id, kinds in content["rules"].items():
        for kind, stated in kinds.items():
            for number, one in enumerate(stated if isinstance(stated, list) else [stated], 1):
                report = content["reports"][one.get("report", next(iter(content["reports"])))]
                found.append(Case(form_code, rule_id, kind, number, report, one.get("change") or {}, one.get("finds") or []))
    return found


def row_key(case: Case, name: str) -> str:
    """Cases call the rows of their report by short names."""
    return case.report["names"].get(name, name)


def written_case(registry: Registry, form_code: str, case: Case):
    """The workbook of the case."""
    report = case.report
    rows = {row_key(case, name): dict(zip(report["columns"], values, strict=True)) for name, values in report["rows"].items()}
    for name, values in case.change.items():
        rows.setdefault(row_key(case, name), dict(report.get("totals", {}).get(name, {}))).update(values)
    unit, period = report["admin_unit"], report["period"]
    filled = [row for key, values in rows.items() for row in fill_rows(registry, form_code, period, key, values)]
    return write_workbook(registry, form_code, FormFill(report["source"], unit, period, None, filled))


def fill_rows(registry: Registry, form_code: str, period: str, key: str, values: dict[str, Any]) -> list[FillRow]:
    """The row in each block that has one of its columns; what is no figure (the code of a component) is a label."""
    edition = registry.forms[form_code].edition_on(parse_period(period).end)
    found = []
    for block in edition.blocks:
        mine = {name: value for name, value in values.items() if name in block.by_key}
        labels = {name: mine.pop(name) for name in list(mine) if not block.by_key[name].is_value}
        if mine or labels:
            found.append(FillRow(key, mine, labels or None, block.block_code))
    return found


def cells_of(registry: Registry, form_code: str, content: bytes, submission_id: str) -> pd.DataFrame:
    """The cells of a workbook as judging receives them."""
    reading = read_submission(content, "bieu.xlsx", registry, form_code=form_code)
    table = pd.DataFrame(reading.cells.columns, columns=list(CELL_COLUMNS))
    table.insert(0, "submission_id", submission_id)
    for name in ("value", "canonical_value"):
        table[name] = table[name].map(lambda number: None if number is None else float(number)).astype(float)
    return table[table["block_code"].notna()]


@dataclass(frozen=True)
class RuleTest:
    """A case with its outcome and the findings that it must give, each with its address."""

    case: Case
    findings: list[Finding]
    wanted: set[tuple[str, str, str, str | None]]


@cache
def judged_cases(form_code: str) -> dict[str, Outcome]:
    """Case name -> outcome, of one run over all cases of the form."""
    registry = load_registry()
    written = {case.name: written_case(registry, form_code, case) for case in read_cases(form_code)}
    cells = pd.concat([cells_of(registry, form_code, one.content, name) for name, one in written.items()], ignore_index=True)
    findings = judge_frames(registry, form_code, cells, scopes=("workbook",), shadow=True)
    return {name: Outcome(findings.get(name, []), one.addresses) for name, one in written.items()}


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        cases = [case for form in FORMS for case in read_cases(form)]
        metafunc.parametrize("case", cases, ids=[case.name for case in cases])


def _address(addresses: dict[tuple[str, str], tuple[str, str]], row: str, column: str) -> tuple[str, str]:
    """(sheet, cell) of a figure; of an empty cell by the others of its row and column; no cell where there is no row."""
    if row is None:
        return next(iter(addresses.values()))[0], None
    if (row, column) in addresses:
        return addresses[row, column]
    table = column[:3] == "nk_"             # of two tables on one sheet the one that has the column
    sheet, beside = next(place for (key, name), place in addresses.items() if key == row and (name[:3] == "nk_") == table)
    above = next(cell for (_, key), (_, cell) in addresses.items() if key == column)
    return sheet, above.rstrip("0123456789") + beside.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.fixture
def outcome(case: Case) -> RuleTest:
    """The case, judged together with all others of its form."""
    found = judged_cases(case.form_code)[case.name]
    wanted = {(rule, *_address(found.addresses, row and row_key(case, row), column), expected)
              for rule, row, column, expected in case.finds}
    return RuleTest(case, found.findings, wanted)


@pytest.fixture(scope="session")
def all_cases() -> list[Case]:
    return [case for form in FORMS for case in read_cases(form)]


@pytest.fixture(scope="session")
def a_month(registry: Registry) -> pd.DataFrame:
    """Some VON-01 reports, sound and wrong, as judging receives them."""
    cases = [case for case in read_cases("VON-01") if case.rule_id in ("VON-01-R001", "VON-01-R007", "VON-01-R009")]
    return pd.concat([cells_of(registry, "VON-01", written_case(registry, "VON-01", case).content, case.name) for case in cases],
                     ignore_index=True)


@pytest.fixture(scope="session")
def write_case() -> Callable:
    return written_case


@pytest.fixture(scope="session")
def judged() -> Callable[[str], dict[str, Outcome]]:
    return judged_cases


@pytest.fixture(scope="session")
def rows_of() -> Callable:
    return fill_rows


@pytest.fixture(scope="session")
def cells_of_case() -> Callable:
    return cells_of
