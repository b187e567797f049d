"""Communes that were merged away, by name: which of them a row may mean, and which communes of today they went into."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

from mtqg.registry.admin_units import bare_key, name_key
from mtqg.registry.seeds import read_csv

#: 202/2025/QH15: the 34 provinces and their communes.
_REFORM = "2025-07-01"


class FormerUnit(NamedTuple):
    """A commune of before 01/07/2025 and a commune that it, or a part of it, went into."""

    admin_unit_code: str        # 63-C-19813
    full_name_vi: str
    successor: str              # `19813 Phường Thủy Xuân`


def former_units(seeds: Path, label: str, province_code: str) -> list[FormerUnit]:
    """Communes of that name that the reform took into communes of the province of today (GSO code), a row a successor: those of
    the same accents and type before those of the same letters; none where the name is no former one."""
    key, prefix = name_key(label)
    found = _by_name(seeds).get((province_code, bare_key(key)), [])
    same = [unit for unit in found if name_key(unit.full_name_vi)[0] == key] or found
    return [unit for unit in same if prefix in (None, name_key(unit.full_name_vi)[1])] or same


@cache
def _by_name(seeds: Path) -> dict[tuple[str, str], list[FormerUnit]]:
    """(province today, bare name of an old commune) -> it and the communes it went into."""
    found: dict[tuple[str, str], list[FormerUnit]] = defaultdict(list)
    for _, row in read_csv(seeds / "admin_unit_crosswalk.csv"):
        if row["level_old"] == row["level_new"] == "commune" and row["effective_date"] == _REFORM:
            key, _ = name_key(row["old_full_name_vi"])
            found[row["new_province_code"], bare_key(key)].append(FormerUnit(
                row["old_admin_unit_code"], row["old_full_name_vi"], f"{row['new_code']} {row['new_full_name_vi']}"))
    return dict(found)
