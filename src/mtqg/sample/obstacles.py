"""Obstacles of a province, quarter by quarter (VM-01): each begins, is taken up, is resolved, and then no longer reported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from mtqg.registry.seeds import read_csv
from mtqg.sample.draws import pick
from mtqg.sample.levels import REFERENCE

_STATES = ("chưa giải quyết", "đang giải quyết", "đã giải quyết")
_MERGED_PROGRAMME = "HN2635"
#: Quarters are counted from 2021-Q3; those of the merged programme begin with 2026.
_FIRST, _FIRST_MERGED = 2021 * 4 + 2, 2026 * 4
_BEGIN_WITHIN, _BEGIN_WITHIN_MERGED = 18, 3


@dataclass(frozen=True)
class Obstacle:
    """A line of VM-01."""

    component_code: str
    text: str
    document: str
    proposal: str
    addressee: str
    state: str


@cache
def _known() -> tuple[dict[str, str], ...]:
    return tuple(row for _, row in read_csv(REFERENCE / "obstacles.csv"))


def obstacles(seed: int, province_code: str, day: date) -> list[Obstacle]:
    """What the province reports for the quarter that ends on the day; at least one."""
    quarter = day.year * 4 + (day.month - 1) // 3
    found = []
    for number, row in enumerate(_known()):
        purpose = f"obstacle/{province_code}/{number}"
        is_merged = row["component_code"].startswith(_MERGED_PROGRAMME)
        start = _FIRST_MERGED + pick(seed, purpose, _BEGIN_WITHIN_MERGED) if is_merged \
            else _FIRST + pick(seed, purpose, _BEGIN_WITHIN)
        lasts = 3 + pick(seed, f"{purpose}/lasts", 6)
        is_standing = not found and number == len(_known()) - (1 if day.year >= 2026 else 6)
        if start <= quarter < start + lasts or is_standing:
            age = 0 if is_standing else quarter - start
            state = _STATES[2 if age == lasts - 1 else 1 if age > 0 else 0]
            found.append(Obstacle(row["component_code"], row["text_vi"], row["document_vi"], row["proposal_vi"],
                                  row["addressee_vi"], state))
    return found
