"""Names of administrative units as rows have them: numbered, with the office, the district or a remark behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mtqg.registry import Registry
from mtqg.registry.admin_units import AdminUnit, name_key

#: `1. `, `2) `, `- ` and the office before a name: `1. UBND xã Hòa Bắc`.
_BEFORE = re.compile(r"^(?:\s*(?:\d{1,3}\s*[.)/]|[-–+*•])\s*)?(?:(?:UBND|[UỦ][yỷ]?\s*ban\s+nhân\s+dân)\s+)?", re.I)
_TAIL = re.compile(r"(.+?\S)\s*(?:\(([^()]*)\)|[,–]\s*([^,–()]+)|\s-\s+([^()]+))$")
#: A remark that says which unit is meant: of another time, or a part of one.
_ANOTHER = re.compile(r"\b(?:cũ|mới|trước|nay|sáp nhập|nhập|tách|một phần|đổi tên|gồm)\b", re.I)
_FORMER_DISTRICT = re.compile(r"(?:thuộc\s+)?(?:huyện|quận|thị xã|thành phố|tp\.?|tx\.?|h\.)\s*[^,]+\s(?:cũ|trước đây)$", re.I)
#: What rows that add up a group are called; `Huyện …` is one where there are no districts any more.
_GROUP = re.compile(r"(?:cộng|tổng|tổng cộng|toàn|khu vực|vùng|miền|các\s+(?:xã|phường|huyện)|khối|nhóm|trong đó)\b", re.I)
_DISTRICT = re.compile(r"(?:huyện|quận|thị xã|tx\.|h\.|q\.)\s*\S", re.I)
_ADDS_UP = re.compile(r"^(?:cộng|tổng cộng|tổng số|tổng)\s*[:\-–]?\s+(?:của\s+)?", re.I)


def spelled(registry: Registry, reading_day, province: str, label: str) -> Iterator[tuple[str, str | None]]:
    """(name, the code of the district that it names or None): the label itself, then without what stands around a name."""
    yield label, None
    bare = _BEFORE.sub("", label)
    if bare != label:
        yield bare, None
    found = _TAIL.match(bare)
    if found is None:
        return
    name, tail = found[1], next(part for part in found.groups()[1:] if part is not None).strip()
    districts = registry.units.match(tail, reading_day, "district", province)
    if len(districts) == 1:
        yield name, districts[0].admin_unit_code
    elif _is_province(registry, reading_day, province, tail) or _FORMER_DISTRICT.fullmatch(tail) or (
            found[2] is not None and not _ANOTHER.search(tail)):
        yield name, None


def _is_province(registry: Registry, day, province: str, text: str) -> bool:
    found = registry.units.match(text, day, "province")
    return [unit.admin_unit_code for unit in found] == [province]


def district_named(registry: Registry, day, province: str, label: str) -> AdminUnit | None:
    """The one district of that name, also in `Cộng huyện Hòa Vang`."""
    for text in (label, _ADDS_UP.sub("", label)):
        found = registry.units.match(text, day, "district", province) if text else []
        if len(found) == 1:
            return found[0]
    return None


def names_a_group(label: str, has_districts: bool) -> bool:
    """The row adds up units, by its words: `Cộng khu vực miền núi`, and `Huyện Hướng Hóa (cũ)` where no district is left."""
    return _GROUP.match(label) is not None or (not has_districts and _DISTRICT.match(label) is not None
                                               and name_key(label)[1] in ("huyện", "quận", "thị xã"))
