from datetime import date
from decimal import Decimal

import pytest

from mtqg.readers.texts import Percent
from mtqg.readers.units import UnitLabels
from mtqg.readers.values import Setting
from mtqg.registry import load_registry

REGISTRY = load_registry()
UNITS = REGISTRY.measure_units
LABELS = UnitLabels(UNITS)
MARKS = REGISTRY.forms["VON-01"].marks


def setting(unit="HO", **given):
    return Setting(LABELS, UNITS[unit], MARKS, **given)


@pytest.mark.parametrize(
    ("typed", "unit", "text", "value", "canonical"),
    [
        (6781.0, "HO", "6781", "6781", "6781"),
        ("6.781", "HO", "6.781", "6781", "6781"),
        ("6.781 hộ", "HO", "6.781 hộ", "6781", "6781"),
        (1234.5, "TRIEU_DONG", "1234.5", "1234.5", "1234500000"),
        ("1.234,5", "TRIEU_DONG", "1.234,5", "1234.5", "1234500000"),
        ("1,5 tỷ đồng", "TRIEU_DONG", "1,5 tỷ đồng", "1.5", "1500000000"),
        (Percent(0.0352), "PHAN_TRAM", "0.0352", "3.52", "3.52"),
        ("3,52%", "PHAN_TRAM", "3,52%", "3.52", "3.52"),
        ("4,46%", "DIEM_PT", "4,46%", "4.46", "4.46"),
        (-3.0, "HO", "-3", "-3", "-3"),
    ],
)
def test_a_figure_keeps_what_was_typed_beside_what_it_means(typed, unit, text, value, canonical):
    meaning = setting(unit).read(typed)
    assert (meaning.value_text, meaning.value, meaning.canonical_value) == (text, Decimal(value), Decimal(canonical))
    assert (meaning.value_state, meaning.cell_status, meaning.rule_id) == ("number", "accepted", None)


@pytest.mark.parametrize(
    ("typed", "state", "value"),
    [
        ("-", "zero", 0),
        ("..", "not_available", None),
        ("…", "not_available", None),
        ("x", "not_applicable", None),
        ("–", "zero", 0),  # dashes and dots as Word makes them
        ("—", "zero", 0),
        ("--", "zero", 0),
        ("…..", "not_available", None),
        ("......", "not_available", None),
        ("×", "not_applicable", None),
        (" ", "missing", None),
    ],
)
def test_zero_unknown_not_applicable_and_missing_are_four_things(typed, state, value):
    meaning = setting().read(typed)
    assert (meaning.value_text, meaning.value_state, meaning.value, meaning.cell_status) == (typed, state, value, "accepted")


@pytest.mark.parametrize(
    ("typed", "rule"),
    [
        ("đang rà soát", "COMMON-R011"),
        ("#REF!", "COMMON-R012"),
        ("42/85", "COMMON-R011"),
        ("12 xã", "COMMON-R016"),
        (Percent(0.5), "COMMON-R016"),
        (date(2024, 12, 4), "COMMON-R011"),
        ("TRUE", "COMMON-R011"),
        ("12 cái", "COMMON-R011"),
    ],
)
def test_what_is_no_figure_is_rejected_and_has_no_value(typed, rule):
    meaning = setting().read(typed)
    assert (meaning.cell_status, meaning.rule_id, meaning.canonical_value) == ("rejected", rule, None)


@pytest.mark.parametrize(
    ("typed", "value", "qualifier"),
    [
        ("ước 1.234", 1234, "estimated"),
        ("Ước đạt 1.234 hộ", 1234, "estimated"),
        ("1.234 (ước)", 1234, "estimated"),
        ("khoảng 1.234", 1234, "approximate"),
        ("~ 1.234", 1234, "approximate"),
        ("trên 900", 900, "above"),
        ("> 900", 900, "above"),
        (">= 900", 900, "above"),
        ("tối thiểu 900", 900, "above"),
        ("không quá 900", 900, "below"),
        ("chưa đến 900 hộ", 900, "below"),
    ],
)
def test_a_figure_that_is_not_exact_says_so(typed, value, qualifier):
    meaning = setting().read(typed)
    assert (meaning.value_text, meaning.value, meaning.value_qualifier) == (typed, value, qualifier)
    assert (meaning.cell_status, meaning.rule_id) == ("accepted", "COMMON-R053")


def test_an_exact_figure_has_no_qualifier():
    assert setting().read("1.234").value_qualifier is None
    assert setting().read("khoảng chục hộ").cell_status == "rejected"


def test_words_stand_for_numbers_where_the_form_says_so():
    met = setting(words=REGISTRY.forms["NTM-01"].vocabularies["met"], blank="zero")
    assert [met.read(word).value for word in ("x", "X", "Đạt", 1.0, "không", "-", 0.0)] == [1, 1, 1, 1, 0, 0, 0]
    assert met.read("chưa rõ").rule_id == "COMMON-R011"
    assert (met.read_blank().value, met.read_blank().value_state, met.read_blank().value_text) == (0, "zero", "")


def test_a_figure_in_a_unit_that_is_not_understood_is_quarantined():
    meaning = setting(is_unit_unknown=True).read(5.0)
    assert (meaning.cell_status, meaning.value, meaning.canonical_value) == ("quarantined", 5, None)


def test_the_short_way_of_whole_numbers_agrees_with_the_long_one():
    for unit in ("HO", "TRIEU_DONG", "M2", "PHAN_TRAM"):
        one, known = setting(unit), {}
        values = [0.0, 1.0, -7.0, 123456789.0, 1e15, 1e20, 2.5, "3,5", "-"]
        one.read_many(values, known)
        assert known == {value: one.read(value) for value in values}
