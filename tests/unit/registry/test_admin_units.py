from datetime import date
from itertools import pairwise

import pytest

from mtqg.registry import load_registry
from mtqg.registry.admin_units import geography_on, name_key

UNITS = load_registry().units
OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)


def in_force(level, day):
    return sum(unit.level == level and unit.in_force(day) for versions in UNITS.versions.values() for unit in versions)


@pytest.mark.parametrize(("level", "day", "count"), [
    ("commune", date(2021, 1, 1), 10603), ("commune", date(2022, 6, 30), 10599), ("commune", date(2023, 10, 23), 10598),
    ("commune", OLD, 10035), ("commune", NEW, 3321), ("district", date(2023, 6, 30), 705), ("district", OLD, 696),
    ("district", NEW, 0), ("province", date(2003, 6, 30), 61), ("province", date(2006, 6, 30), 64),
    ("province", date(2010, 6, 30), 63), ("province", date(2026, 6, 30), 34),
])
def test_as_many_units_are_in_force_as_the_law_says(level, day, count):
    assert in_force(level, day) == count


def test_versions_of_one_code_never_overlap():
    for versions in UNITS.versions.values():
        ordered = sorted(versions, key=lambda unit: unit.valid_from)
        assert all(a.valid_to and a.valid_to < b.valid_from for a, b in pairwise(ordered))


def test_kon_tum_has_85_communes_on_23_october_2023():
    assert len(UNITS.under("63-P-62", date(2023, 10, 23), "commune", ("Xã",))) == 85


def test_the_same_code_is_not_the_same_territory():
    assert geography_on(OLD) == "63"
    assert geography_on(NEW) == "34"
    assert UNITS.get("63-P-66", NEW) is None
    assert UNITS.get("34-P-66", NEW).full_name_vi == "Tỉnh Đắk Lắk"


@pytest.mark.parametrize("typed", ["ĐẮK LẮK", "Dak Lak", "tỉnh Đắk Lắk", "Tỉnh  Đắk\u00a0Lắk", "T. Đắk Lắk"])
def test_a_province_is_found_in_every_spelling(typed):
    assert [unit.admin_unit_code for unit in UNITS.match(typed, OLD, "province")] == ["63-P-66"]


@pytest.mark.parametrize(("typed", "code"), [("TX. Kỳ Anh", "449"), ("H. Kỳ Anh", "447"), ("Thị xã Kỳ Anh", "449")])
def test_the_type_decides_between_namesakes(typed, code):
    assert [unit.gso_code for unit in UNITS.match(typed, date(2024, 1, 1), "district", "63-P-42")] == [code]


def test_namesakes_without_a_type_stay_ambiguous():
    assert len(UNITS.match("Kỳ Anh", date(2024, 1, 1), "district", "63-P-42")) == 2


def test_accents_decide_first_and_tone_placement_never():
    assert name_key("Hoà Bình") == name_key("Hòa Bình")
    assert name_key("M’Drắk") == name_key("M'Đrắk".replace("Đ", "D"))
    found = UNITS.match("Hoằng Phú", date(2024, 1, 1), "commune", "63-P-38")
    assert [unit.name_vi for unit in found] == ["Hoằng Phú"]


def test_an_unknown_name_matches_nothing():
    assert UNITS.match("Xã Không Có Thật", OLD, "commune", "63-P-38") == []
