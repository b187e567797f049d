"""Communes that were merged away, by name: which communes of today they went into, for a person who is to mend a row."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

from mtqg.registry.admin_units import bare_key, name_key
from mtqg.registry.seeds import read_csv

#: 202/2025/QH15: the 34 provinces and their communes.
_REFORM = "2025-07-01"


def successors_of(seeds: Path, label: str, province_code: str) -> list[str]:
    """`19813 Phường Thủy Xuân` and the like: into which communes of the province (GSO code) those of that name went with the
    reform of 01/07/2025; empty where the name is none of theirs."""
    key, prefix = name_key(label)
    found = _by_name(seeds).get((province_code, bare_key(key)), {})
    typed = {new: None for new, (old_key, old_prefix) in found.items() if old_key == key and prefix in (None, old_prefix)}
    return list(typed or found)


@cache
def _by_name(seeds: Path) -> dict[tuple[str, str], dict[str, tuple[str, str | None]]]:
    """(province today, bare name of an old commune) -> the communes it went into, each with the old name and its type."""
    found: dict[tuple[str, str], dict[str, tuple[str, str | None]]] = defaultdict(dict)
    for _, row in read_csv(seeds / "admin_unit_crosswalk.csv"):
        if row["level_old"] == row["level_new"] == "commune" and row["effective_date"] == _REFORM:
            key, prefix = name_key(row["old_full_name_vi"])
            place = row["new_province_code"], bare_key(key)
            found[place].setdefault(f"{row['new_code']} {row['new_full_name_vi']}", (key, prefix))
    return dict(found)
