"""Administrative units of both geographies, dated, and the matching of names typed by people (DOMAIN §4)."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from mtqg.registry.aliases import Aliases
from mtqg.registry.seeds import read_csv

#: Last day of the 63 provinces; the 34 begin the day after (202/2025/QH15).
LAST_DAY_OF_63 = date(2025, 6, 30)
_FAR = date(9999, 12, 31)
_TYPES = (
    ("thành phố", "thanh pho"), ("thị trấn", "thi tran"), ("thị xã", "thi xa"), ("đặc khu", "dac khu"),
    ("phường", "phuong"), ("huyện", "huyen"), ("quận", "quan"), ("tỉnh", "tinh"), ("xã", "xa"),
)
_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "h": "huyện", "x": "xã", "p": "phường", "q": "quận", "t": "tỉnh"}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


class AdminUnit(NamedTuple):
    """One version of one administrative unit; `valid_to` is inclusive, None while in force."""

    admin_unit_code: str
    geography: str
    level: str
    gso_code: str
    parent_admin_unit_code: str | None
    province_code: str | None
    name_vi: str
    full_name_vi: str
    name_ascii: str
    unit_type_vi: str
    sort_key: str
    valid_from: date
    valid_to: date | None
    stable_area_id: str | None

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day <= (self.valid_to or _FAR)


def geography_on(day: date) -> str:
    return "63" if day <= LAST_DAY_OF_63 else "34"


@lru_cache(maxsize=65536)
def name_key(text: str) -> tuple[str, str | None]:
    """(name with accents in one spelling, type prefix or None) of a name as typed: NFC, spaces, apostrophe, tone placement."""
    text = unicodedata.normalize("NFC", text).replace("\u00ad", "").replace("\u00a0", " ").lower()
    text = re.sub(r"[\u2018\u2019\u02bc`´]", "'", text)
    text = re.sub(r"\s*-\s*", "-", " ".join(text.split())).strip(" .,;:")
    if found := re.match(r"(?:(t\.?p|t\.?x|tt)\s*[\s.]|(h|x|p|q|t)\s*\.)\s*(?=\S)", text):
        text = f"{_SHORT[(found[1] or found[2]).replace('.', '')]} {text[found.end():]}"
    for prefix, bare in _TYPES:
        for spelled in (prefix, bare):
            if text.startswith(spelled + " "):
                return _place_tones(text[len(spelled) + 1:]), prefix
    return _place_tones(text), None


def _place_tones(text: str) -> str:
    """Each syllable with its tone mark moved behind it, so that `hoà` and `hòa` are one."""
    syllables = []
    for syllable in text.split(" "):
        letters, tone = [], ""
        for mark in unicodedata.normalize("NFD", syllable):
            if mark in _TONES:
                tone += mark
            else:
                letters.append(mark)
        syllables.append(unicodedata.normalize("NFC", "".join(letters)) + tone)
    return " ".join(syllables)


def bare_key(key: str) -> str:
    """The key without any accent (`đ` becomes `d`)."""
    plain = unicodedata.normalize("NFD", key.replace("đ", "d"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


class AdminUnits:
    """All versions of all units, found by code, by parent and by name on a day."""

    def __init__(self, paths: list[Path], aliases: Aliases | None = None):
        self._aliases = aliases
        self.versions: dict[str, list[AdminUnit]] = defaultdict(list)
        self._below: dict[str, list[AdminUnit]] = defaultdict(list)
        for path in paths:
            for _, row in read_csv(path):
                unit = _unit(row)
                if unit.level == "country" and "VN" in self.versions:
                    continue
                self.versions[unit.admin_unit_code].append(unit)
        for versions in self.versions.values():
            for unit in versions:
                if unit.province_code:
                    self._below[f"{unit.geography}-P-{unit.province_code}"].append(unit)
        self._provinces = [unit for code, versions in self.versions.items() if "-P-" in code for unit in versions]
        self._names: dict[tuple, dict[str, list[AdminUnit]]] = {}

    def get(self, code: str, day: date) -> AdminUnit | None:
        """The version of the unit in force on the day."""
        return next((unit for unit in self.versions.get(code, ()) if unit.in_force(day)), None)

    def provinces(self, day: date) -> list[AdminUnit]:
        """Provinces in force on the day, in Vietnamese alphabetical order."""
        return sorted((unit for unit in self._provinces if unit.in_force(day)), key=lambda unit: unit.sort_key)

    def under(self, province_unit_code: str, day: date, level: str, types: tuple[str, ...] = ()) -> list[AdminUnit]:
        """Units of a level (and of the types named, such as `Xã`) inside a province on the day, by GSO code."""
        found = [u for u in self._below[province_unit_code]
                 if u.level == level and u.in_force(day) and (not types or u.unit_type_vi in types)]
        return sorted(found, key=lambda unit: unit.gso_code)

    def match(self, text: str, day: date, level: str, province_unit_code: str | None = None,
              parent_code: str | None = None) -> list[AdminUnit]:
        """Units that a typed name may mean on the day: one if it is certain, none or several if not.

        Exact with accents first, then without accents, then aliases; a type prefix decides between namesakes.
        """
        key, prefix = name_key(text)
        by_key, by_bare = self._index(day, level, province_unit_code)
        for found in (by_key.get(key, []), by_bare.get(bare_key(key), [])):
            if parent_code:
                found = [unit for unit in found if unit.parent_admin_unit_code == parent_code]
            if prefix and len(found) > 1:
                typed = [unit for unit in found if unit.unit_type_vi.lower().startswith(prefix)]
                found = typed or found
            if found:
                return found
        return self._by_alias(text, day, level, province_unit_code, parent_code)

    def _by_alias(self, text: str, day: date, level: str, province: str | None, parent_code: str | None) -> list[AdminUnit]:
        """The units that an alias names, of the level, inside the province, in force on the day."""
        codes = self._aliases.codes("unit", text, day, province) if self._aliases else ()
        found = [unit for code in codes if (unit := self.get(code, day)) is not None and unit.level == level]
        return [unit for unit in found
                if (level == "province" or province is None or f"{unit.geography}-P-{unit.province_code}" == province)
                and parent_code in (None, unit.parent_admin_unit_code)]

    def _index(self, day: date, level: str, province: str | None) -> tuple[dict, dict]:
        where = (day, level, province)
        if where not in self._names:
            units = self.provinces(day) if level == "province" else self.under(province or "", day, level)
            by_key, by_bare = defaultdict(list), defaultdict(list)
            for unit in units:
                key, _ = name_key(unit.name_vi)
                by_key[key].append(unit)
                by_bare[bare_key(key)].append(unit)
            self._names[where] = (by_key, by_bare)
        return self._names[where]


def _unit(row: dict[str, str | None]) -> AdminUnit:
    return AdminUnit(
        row["admin_unit_code"], row["geography"], row["level"], row["gso_code"] or "", row["parent_admin_unit_code"],
        row["province_code"], row["name_vi"], row["full_name_vi"], row["name_ascii"], row["unit_type_vi"],
        row["sort_key"], _day(row["valid_from"]), _day(row["valid_to"]) if row["valid_to"] else None, row["stable_area_id"],
    )


@lru_cache(maxsize=1024)
def _day(text: str) -> date:
    return date.fromisoformat(text)
