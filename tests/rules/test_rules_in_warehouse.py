"""Each rule of scope history, forms and national, as data: a case that passes, one that fails, the boundary; real PostgreSQL."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from sending import Country

from mtqg.quality.messages import sentence
from mtqg.registry import load_registry
from mtqg.registry.admin_units import geography_on
from mtqg.registry.periods import parse_period
from mtqg.store import connect
from mtqg.store.registry_tables import store_comparisons

pytestmark = pytest.mark.slow
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "in_warehouse.yml").read_text(encoding="utf-8"))["rules"]
KINDS = {"passes", "fails", "boundary"}


def each_case() -> list:
    return [pytest.param(rule, kind, one, id=f"{rule}-{kind}-{number}") for rule, kinds in CASES.items() for kind in sorted(KINDS)
            for number, one in enumerate(kinds[kind] if isinstance(kinds[kind], list) else [kinds[kind]], 1)]


@pytest.fixture
def country(registry, warehouse: str, rows_of) -> Country:
    with connect() as db:
        store_comparisons(db, registry)
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
    rows = [{stated["row"]: {**stated.get("beside", {}), stated["column"]: value}, **stated.get("others", {})}
            for value in stated["values"]]
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


def test_a_report_that_names_another_province_is_compared_with_none(registry, country):
    """The heading names Đà Nẵng, the sender is Hà Nội: what Đà Nẵng sent says nothing of it."""
    stated = CASES["VON-01-R023"]
    country.send(stated["sent"][0])
    now = country.send(changed(stated["now"], stated["fails"]["change"]), "received")
    assert country.judge("VON-01-R023", "VON-01", now)
    with connect() as db:
        db.execute("""insert into control.sources (source_code, valid_from, admin_unit_code, agency_code, name_vi, connection_id,
                          submission_origin, form_codes)
                      values ('01-TC', '2025-07-01', '34-P-01', 'TC', 'Sở Tài chính', 'outbox_sample', 'synthetic', '{VON-01}')
                      on conflict do nothing""")
        db.execute("update control.submissions set source_code = '01-TC' where submission_id = %s", [now])
    assert not country.judge("VON-01-R023", "VON-01", now)


def test_no_line_is_gone_while_one_stands_there_that_nobody_could_name(country):
    stated = CASES["VON-01-R024"]
    country.send(stated["sent"][0])
    now = country.send(changed(stated["now"], None, ["M"]), "received")
    assert country.judge("VON-01-R024", "VON-01", now)
    with connect() as db:
        db.execute("""insert into control.quarantined_rows
                          (submission_id, row_no, sheet, cell_ref, kind, text, candidates, found_at)
                      values (%s, 1, 'VON-01', 'B9', 'component', 'Vốn sự nghiệp khác', '[]', '2026-10-05')""", [now])
    assert not country.judge("VON-01-R024", "VON-01", now)


def test_no_line_is_gone_while_it_stands_there_under_a_year_to_come(country):
    stated = CASES["VON-01-R024"]
    country.send(stated["sent"][0])
    now = deepcopy(stated["now"])
    now["rows"]["M+"] = now["rows"].pop("M")
    assert not country.judge("VON-01-R024", "VON-01", country.send(now, "received"))


def test_the_summary_of_a_year_is_not_held_against_preliminary_figures(country):
    stated = CASES["TH-01-R042"]
    before = country.send(stated["sent"][0])
    now = country.send(changed(stated["now"], stated["fails"]["change"]), "received")
    assert country.judge("TH-01-R042", "TH-01", now)
    with connect() as db:
        db.execute("update control.submissions set vintage = 'preliminary' where submission_id = %s", [before])
    assert not country.judge("TH-01-R042", "TH-01", now)


@pytest.mark.parametrize(("before", "after", "is_fall"), [("2024-10", "2024-12", True), ("2024-12", "2025-01", False)])
def test_fewer_communes_are_no_fall_where_communes_were_merged_in_between(country, before, after, is_fall):
    """Đà Nẵng has fewer communes from 01/01/2025."""
    country.send({"form": "TH-01", "period": before, "rows": {"NTM.XA_DC": {"thuc_hien": 11}}})
    now = country.send({"form": "TH-01", "period": after, "rows": {"NTM.XA_DC": {"thuc_hien": 10}}}, "received")
    assert bool(country.judge("TH-01-R048", "TH-01", now)) == is_fall


def test_every_rule_in_sql_has_all_three_cases():
    in_words = Path(__file__).with_name("test_warehouse_rules.py").read_text(encoding="utf-8")
    in_sql = {rule.rule_id for rule in load_registry().rules.values() if rule.sql and rule.rule_id not in in_words}
    assert in_sql == set(CASES)
    assert not {rule for rule, kinds in CASES.items() if not kinds.keys() >= KINDS}


def test_no_file_is_longer_than_forty_lines():
    assert not [rule.rule_id for rule in load_registry().rules.values()
                if rule.sql and len(rule.sql.read_text(encoding="utf-8").splitlines()) > 40]
