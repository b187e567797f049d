"""Suites: every typo is a RegistryError that says file and line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from mtqg.errors import RegistryError
from mtqg.registry import load_registry
from mtqg.registry.rule_columns import unresolved_columns
from mtqg.registry.rules import read_rules

RULE = """\
  - rule_id: {rule_id}
    scope: {scope}
    severity: critical
    name_vi: a
    name_en: a
    message_vi: "{message_vi}"
    message_en: "là {{actual}}"
    hint_vi: a
    hint_en: a
    basis: a
{more}
"""
BUILT = re.compile(r"\b(mart|intermediate|staging)\.\w", re.I)
WORKBOOK = "    expectation: ExpectColumnValuesToNotBeNull\n    kwargs: {column: a}"


def suite(folder: Path, *rules: str, form: str = "VON-01") -> Path:
    path = folder / "von_01" / "suite.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"form_code: {form}\nrules:\n" + "".join(rules), encoding="utf-8")
    return path


def stated(rule_id: str = "VON-01-R001", scope: str = "workbook", message_vi: str = "là {actual}", more: str = WORKBOOK) -> str:
    return RULE.format(rule_id=rule_id, scope=scope, message_vi=message_vi, more=more)


def test_a_rule_knows_its_form_and_its_validity(tmp_path):
    suite(tmp_path, stated(more=WORKBOOK + "\n    valid_to: 2025-06-30"))
    rule = read_rules(tmp_path)["VON-01-R001"]
    assert rule.form_code == "VON-01"
    assert (rule.in_force(date(2025, 6, 30)), rule.in_force(date(2025, 7, 1))) == (True, False)


def test_a_rule_in_sql_has_its_file(tmp_path):
    path = suite(tmp_path, stated(scope="history", more=""))
    (path.parent / "VON-01-R001_so_sanh.sql").write_text("select 1")
    assert read_rules(tmp_path)["VON-01-R001"].sql.name == "VON-01-R001_so_sanh.sql"


@pytest.mark.parametrize(("rules", "line", "words"), [
    ([stated(), stated()], 15, "stands twice"),
    ([stated("NTM-01-R001")], 3, "an id of this folder reads VON-01-R000"),
    ([stated("VON-01-R1")], 3, "an id of this folder reads"),
    ([stated(scope="history", more="")], 3, "0 SQL files"),
    ([stated(scope="history")], 3, "belongs to rules of scope workbook"),
    ([stated(more="")], 3, "belongs to rules of scope workbook"),
    ([stated(message_vi="là {actual}, cần {expected}")], 3, "name different words"),
    ([stated(message_vi="là {}")], 3, "a placeholder needs a name"),
    ([stated(more=WORKBOOK + "\n    severty: warning")], 15, "severty"),
    ([stated(more=WORKBOOK + "\n    valid_to: 2020-01-01")], 3, "before valid_from"),
])
def test_a_typo_is_told_with_file_and_line(tmp_path, rules, line, words):
    path = suite(tmp_path, *rules)
    with pytest.raises(RegistryError) as told:
        read_rules(tmp_path)
    assert str(told.value).startswith(f"{path}:{line}:") and words in str(told.value)


def test_an_sql_file_of_no_rule_is_told(tmp_path):
    path = suite(tmp_path, stated())
    (path.parent / "VON-01-R900_x.sql").write_text("select 1")
    with pytest.raises(RegistryError, match="no rule of this name"):
        read_rules(tmp_path)


def test_a_suite_says_the_form_of_its_folder(tmp_path):
    suite(tmp_path, stated(), form="NTM-01")
    with pytest.raises(RegistryError, match="form_code NTM-01 in folder von_01"):
        read_rules(tmp_path)


def test_every_column_and_indicator_that_a_rule_names_is_there():
    assert list(unresolved_columns(load_registry())) == []


def test_a_column_that_is_nothing_is_told_with_file_and_line():
    registry = load_registry()
    rule = registry.rules["VON-01-R004"].model_copy(update={"kwargs": {"column_A": "tong_ke_hoach", "column_B": "gn_lk"}})
    wrong = SimpleNamespace(rules={"VON-01-R004": rule}, forms=registry.forms, indicators=registry.indicators,
                            expectations=registry.expectations)
    [told] = unresolved_columns(wrong)
    assert told.startswith("von_01/suite.yml:") and "VON-01-R004: no column or indicator 'tong_ke_hoach'" in told


def test_rules_on_the_warehouse_read_control_and_raw_and_never_what_a_build_makes():
    asked = [one for one in load_registry().rules.values() if one.sql is not None]
    assert {one.scope for one in asked} == {"history", "forms", "national"}
    assert [one.rule_id for one in asked if BUILT.search(one.sql.read_text(encoding="utf-8"))] == []
    assert BUILT.search((load_registry().seeds.parents[1] / "sql" / "045_comparison.sql").read_text(encoding="utf-8")) is None
