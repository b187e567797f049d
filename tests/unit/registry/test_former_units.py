"""Communes of before the reform, by name: which they are, and which communes they went into."""

from mtqg.registry import load_registry
from mtqg.registry.former_units import FormerUnit, former_units

THUY_BANG = FormerUnit("63-C-19981", "Phường Thủy Bằng", "19813 Phường Thủy Xuân")


def test_a_commune_that_was_merged_away_says_where_it_went():
    seeds = load_registry().seeds
    assert former_units(seeds, "Xã Thủy Bằng", "46") == former_units(seeds, "thuy bang", "46") == [THUY_BANG]
    assert former_units(seeds, "Xã Thủy Bằng", "48") == []         # of another province
    assert former_units(seeds, "Xã không có", "46") == []


def test_a_commune_that_was_divided_names_all_its_successors():
    seeds = load_registry().seeds
    divided = [former_units(seeds, unit.full_name_vi, unit.province_code)
               for versions in load_registry().units.versions.values() for unit in versions
               if unit.level == "commune" and unit.geography == "63" and unit.province_code == "01"]
    assert any(len(found) > len({one.admin_unit_code for one in found}) == 1 for found in divided)
