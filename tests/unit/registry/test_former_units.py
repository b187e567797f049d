"""Communes of before the reform, by name: which communes they went into."""

from mtqg.registry import load_registry
from mtqg.registry.former_units import successors_of


def test_a_commune_that_was_merged_away_says_where_it_went():
    seeds = load_registry().seeds
    assert successors_of(seeds, "Xã Thủy Bằng", "46") == successors_of(seeds, "thuy bang", "46") == ["19813 Phường Thủy Xuân"]
    assert successors_of(seeds, "Xã Thủy Bằng", "48") == []         # of another province
    assert successors_of(seeds, "Xã không có", "46") == []


def test_a_commune_that_was_divided_names_all_its_successors():
    seeds = load_registry().seeds
    divided = {len(successors_of(seeds, unit.full_name_vi, unit.province_code))
               for versions in load_registry().units.versions.values() for unit in versions
               if unit.level == "commune" and unit.geography == "63" and unit.province_code == "01"}
    assert max(divided) >= 2
