"""Each rule of scope history, forms and national, as data: a case that passes, one that fails, the boundary; real PostgreSQL."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from mtqg.model import Finding
from mtqg.quality import judge_frames
from mtqg.quality.messages import sentence
from mtqg.readers import read_submission
from mtqg.registry import load_registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.periods import parse_period
from mtqg.store import connect
from mtqg.store.cells import load_cells, replace_cells
from mtqg.templates import FormFill, write_workbook

pytestmark = pytest.mark.slow
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "in_warehouse.yml").read_text(encoding="utf-8"))["rules"]
NOW = datetime(2027, 2, 1, tzinfo=UTC)
LINES = {"L": "HN2635-HP1|NSTW-DTPT-TN|2026", "M": "HN2635-HP1|NSTW-SN-TN|2026", "T": "_T|_T|_T"}
KINDS = {"passes", "fails", "boundary"}


def each_case() -> list:
    return [pytest.param(rule, kind, one, id=f"{rule}-{kind}-{number}") for rule, kinds in CASES.items() for kind in sorted(KINDS)
            for number, one in enumerate(kinds[kind] if isinstance(kinds[kind], list) else [kinds[kind]], 1)]


class Country:
    """Reports of provinces, stored as the pipeline stores them."""

    def __init__(self, registry, url: str, fill_rows):
        self.registry, self.url, self.fill_rows = registry, url, fill_rows
        self.addresses: dict[str, dict] = {}

    def row_key(self, form: str, period: str, unit: str, name: str) -> str:
        if form in ("TH-01", "KH-01"):
            return f"{name}:_T:{period}"
        if form == "VON-01":
            return LINES[name]
        if form == "BTC-M09":
            return {"P": "63-P-02", "T": "VN"}[name]
        if form in ("OCOP-01", "VM-01"):
            return name
        if name == "T":
            return unit
        day = parse_period(period).end
        inside = sorted(code for code, versions in self.registry.units.versions.items() if "-C-" in code for one in versions
                        if one.province_code == unit[-2:] and one.unit_type_vi == "Xã" and one.valid_from <= day
                        and (one.valid_to is None or day <= one.valid_to) and code[:2] == unit[:2])
        return inside["ABCDEFGHIJ".index(name)]

    def send(self, report: dict[str, Any], status: str = "accepted") -> str:
        """The report with its status; the submission's id."""
        form, period, province = report["form"], report["period"], report.get("province", "48")
        unit = "VN" if province == "VN" else f"{geography_on(parse_period(period).end)}-P-{province}"
        source = "VN-BTC" if province == "VN" else f"{province}-{self.registry.forms[form].agency}"
        rows = [row for name, values in report["rows"].items() for row in
                self.fill_rows(self.registry, form, period, self.row_key(form, period, unit, name), values)]
        written = write_workbook(self.registry, form, FormFill(source, unit, period, None, rows))
        reading = read_submission(written.content, "bieu.xlsx", self.registry, form_code=form)
        submission_id = f"{source}.{form}.{period.replace('-', '').lower()}"
        self.addresses[submission_id] = written.addresses
        with connect() as db:
            db.execute(
                """insert into control.submissions (submission_id, source_code, form_code, delivery_name, delivery_path,
                       delivered_at, received_at, content_sha256, size_bytes, submission_origin, run_id, admin_unit_code,
                       period_code, as_of_date, revision_no, status, status_at)
                   values (%s, %s, %s, 'a', 'a', %s, %s, 'a', 1, 'synthetic', 'test', %s, %s, %s, 1, %s, %s)""",
                (submission_id, source, form, NOW, NOW, unit, period, parse_period(period).end, status, NOW))
            replace_cells(db, submission_id, reading.cells, "test")
        return submission_id

    def judge(self, rule_id: str, form: str, submission_id: str) -> list[Finding]:
        with connect() as db:
            cells = load_cells(db, [submission_id])
        return judge_frames(self.registry, form, cells, scopes=("history", "forms", "national"), connection_url=self.url,
                            only=rule_id)[submission_id]

    def cell(self, submission_id: str, row_key: str, column: str) -> str:
        """The address of a figure; of an empty cell by the others of its row and column."""
        places = self.addresses[submission_id]
        if (row_key, column) in places:
            return places[row_key, column][1]
        beside = next(cell for (key, _), (_, cell) in places.items() if key == row_key)
        above = next(cell for (_, name), (_, cell) in places.items() if name == column)
        return above.rstrip("0123456789") + beside.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")


@pytest.fixture
def country(registry, warehouse: str, rows_of) -> Country:
    return Country(registry, warehouse, rows_of)


def changed(report: dict[str, Any], change: dict[str, dict] | None, drop: list[str] = ()) -> dict[str, Any]:
    """The report with other figures in the rows that it has, and without those dropped."""
    report = deepcopy(report)
    for name, values in (change or {}).items():
        if name in report["rows"]:
            report["rows"][name].update(values)
    report["rows"] = {name: values for name, values in report["rows"].items() if name not in drop}
    return report


def peers(registry, stated: dict[str, Any]) -> list[dict[str, Any]]:
    """A report of other provinces each, with these values."""
    codes = [unit.gso_code for unit in registry.units.provinces(parse_period(stated["period"]).end) if unit.gso_code != "48"]
    rows = [{stated["row"]: {**stated.get("beside", {}), stated["column"]: value}} for value in stated["values"]]
    if stated["row"] == "T":
        rows = [{"A": {"so_ho": 1000}, **one} for one in rows]
    return [{**stated, "province": code, "rows": one} for code, one in zip(codes, rows, strict=False)]


@pytest.mark.parametrize(("rule_id", "kind", "stated_case"), each_case())
def test_the_case_gives_exactly_these_findings(registry, country, rule_id, kind, stated_case):
    case = stated_case
    stated = CASES[rule_id]
    for report in [*stated["sent"], *(peers(registry, stated["peers"]) if "peers" in stated else ())]:
        country.send(changed(report, case.get("sent")))
    form, period = stated["now"]["form"], stated["now"]["period"]
    now = country.send(changed(stated["now"], case.get("change"), case.get("drop", [])), "received")
    unit = f"{geography_on(parse_period(period).end)}-P-48"
    wanted = {(row and country.cell(now, country.row_key(form, period, unit, row), column), expected)
              for row, column, expected in case.get("finds", [])}
    found = country.judge(rule_id, form, now)
    assert {(one.cell_ref, one.expected) for one in found} == wanted
    assert kind == "boundary" or bool(wanted) == (kind == "fails")
    for one in found:
        for language in ("vi", "en"):
            words = sentence(registry.rules[rule_id], one, language)
            assert "…" not in words and "{" not in words and "  " not in words and not words.startswith(":"), words


def test_every_rule_in_sql_has_all_three_cases():
    in_words = Path(__file__).with_name("test_warehouse_rules.py").read_text(encoding="utf-8")
    in_sql = {rule.rule_id for rule in load_registry().rules.values() if rule.sql and rule.rule_id not in in_words}
    assert in_sql == set(CASES)
    assert not {rule for rule, kinds in CASES.items() if not kinds.keys() >= KINDS}


def test_no_file_is_longer_than_forty_lines():
    assert not [rule.rule_id for rule in load_registry().rules.values()
                if rule.sql and len(rule.sql.read_text(encoding="utf-8").splitlines()) > 40]
