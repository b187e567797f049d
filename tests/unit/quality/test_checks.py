"""Arguments made definite, and what a broken row would have right."""

import pytest

from mtqg.quality.checks import Check, Expected, checks_of, plain
from mtqg.registry.rules import Rule


def rule(expectation: str, kwargs: dict) -> Rule:
    words = dict.fromkeys(("name_vi", "name_en", "message_vi", "message_en", "hint_vi", "hint_en", "basis"), "…")
    return Rule(rule_id="VON-01-R999", scope="workbook", severity="critical", expectation=expectation, kwargs=kwargs, **words)


LINEAR, BETWEEN = "ExpectLinearRelationToHold", "ExpectColumnValuesToBeBetween"


def test_a_pattern_stands_for_every_column_that_fits():
    kwargs = {"terms": {"tieu_chi_*": 1, "so_tieu_chi": -1}}
    [check] = checks_of(rule(LINEAR, kwargs), ["tieu_chi_01", "tieu_chi_02", "so_tieu_chi", "so_ho"])
    assert check.kwargs["column_list"] == ["tieu_chi_01", "tieu_chi_02", "so_tieu_chi"]
    assert check.kwargs["coefficients"] == [1.0, 1.0, -1.0]
    assert check.kwargs["ignore_row_if"] == "any_value_is_missing"


def test_columns_are_counted():
    columns = ["tieu_chi_01", "tieu_chi_02", "so_tieu_chi", "dat_chuan"]
    [check] = checks_of(rule(BETWEEN, {"column": "so_tieu_chi", "max_value": "count(tieu_chi_*)"}), columns)
    assert check.kwargs["max_value"] == 2.0
    [check] = checks_of(rule(LINEAR, {"terms": {"so_tieu_chi": 1, "dat_chuan": "-count(tieu_chi_*)"}, "relation": ">="}), columns)
    assert check.kwargs["coefficients"] == [1.0, -2.0]


@pytest.mark.parametrize("kwargs", [{"terms": {"nang_cao": 1, "dat_chuan": -1}}, {"terms": {"tieu_chi_*": 1, "dat_chuan": -1}}])
def test_a_rule_that_names_an_absent_column_says_nothing(kwargs):
    assert list(checks_of(rule(LINEAR, kwargs), ["dat_chuan"])) == []


def test_a_list_of_columns_is_one_expectation_each():
    found = list(checks_of(rule("ExpectColumnValuesToNotBeNull", {"column": ["a", "b", "c"]}), ["a", "c"]))
    assert [check.columns for check in found] == [["a"], ["c"]]


ROW = {"a": 100.0, "b": 30.0, "c": 50.0}


class TestExpected:

    @pytest.mark.parametrize(("column", "expected"), [("a", 80.0), ("b", 50.0), ("c", 70.0)])
    def test_an_identity_is_solved_for_any_of_its_figures(self, column, expected):
        check = Check(rule(LINEAR, {}), LINEAR, {"column_list": ["a", "b", "c"], "coefficients": [1, -1, -1]})
        assert check.expected(ROW, column) == Expected(expected)

    @pytest.mark.parametrize(("column", "expected"), [("a", Expected(80.0, "≥ ")), ("c", Expected(70.0, "≤ "))])
    def test_an_inequality_has_a_side(self, column, expected):
        check = Check(rule(LINEAR, {}), LINEAR, {"column_list": ["a", "b", "c"], "coefficients": [1, -1, -1], "relation": ">="})
        assert check.expected(ROW, column) == expected

    def test_a_pair(self):
        check = Check(rule("ExpectColumnPairValuesAToBeGreaterThanB", {}), "ExpectColumnPairValuesAToBeGreaterThanB",
                      {"column_A": "a", "column_B": "b"})
        assert check.cited == "b"
        assert check.expected(ROW, "b") == Expected(100.0, "≤ ")
        assert check.expected(ROW, "a") == Expected(30.0, "≥ ")

    @pytest.mark.parametrize(("limits", "expected"), [
        ({"min_value": 0}, Expected(0, "≥ ")), ({"max_value": 9}, Expected(9, "≤ ")),
        ({"min_value": 0, "max_value": 9}, Expected(0, upper=9)), ({"min_value": 0, "max_value": 0}, Expected(0))])
    def test_a_range(self, limits, expected):
        check = Check(rule(BETWEEN, {}), BETWEEN, {"column": "a", **limits})
        assert check.expected(ROW, "a") == expected


@pytest.mark.parametrize(("value", "text"), [
    (1234.5, "1234.5"), (1e15, "1000000000000000"), (-0.0, "0"), (0.1 + 0.2, "0.3"), (1e-9, "0")])
def test_plain_numbers_have_no_noise(value, text):
    assert plain(value) == text
