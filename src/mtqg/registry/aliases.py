"""Other names that a person confirmed: of administrative units, indicators and components; an ambiguous one is none."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

from mtqg.registry.seeds import SeedRow, read_csv, read_rows

AliasKind = Literal["unit", "indicator", "component"]


class ConfirmedAlias(SeedRow):
    """A row of confirmed_aliases.csv; without a province it holds everywhere, without days always."""

    kind: AliasKind
    text: str
    code: str                               # indicators may name a breakdown: `GN.TL_HN:HUYEN_NGHEO`
    province_code: str | None = None        # of the province that writes so: `34-P-48`
    valid_from: date | None = None
    valid_to: date | None = None            # inclusive
    document: str | None = None             # what it rests on
    provenance: str

    def holds(self, day: date, province: str | None) -> bool:
        in_force = (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)
        return in_force and self.province_code in (None, province)


class _Known(NamedTuple):
    code: str
    alias: ConfirmedAlias | None            # None: from name_variants.csv or indicator_aliases.csv, everywhere and always


class Aliases:
    """Every alias by kind and by its text, without case, extra spaces and kinds of apostrophes."""

    def __init__(self, seeds: Path):
        self._known: dict[tuple[str, str], list[_Known]] = defaultdict(list)
        self.confirmed = read_rows(seeds / "confirmed_aliases.csv", ConfirmedAlias)
        for row in self.confirmed:
            self._known[row.kind, alias_key(row.text)].append(_Known(row.code, row))
        refused: set[tuple[str, str]] = set()
        for kind, text, code in _seen(seeds):
            if code is None:
                refused.add((kind, alias_key(text)))
            else:
                self._known[kind, alias_key(text)].append(_Known(code, None))
        for key in refused:                 # what a person confirmed for a province still holds there
            self._known[key] = [known for known in self._known[key] if known.alias is not None]

    def codes(self, kind: AliasKind, text: str, day: date, province: str | None = None) -> tuple[str, ...]:
        """The codes that the text means there and then: those confirmed for the province before those for all."""
        known = [one for one in self._known.get((kind, alias_key(text)), ())
                 if one.alias is None or one.alias.holds(day, province)]
        own = [one for one in known if one.alias is not None and one.alias.province_code]
        return tuple(dict.fromkeys(one.code for one in own or known))

    def code(self, kind: AliasKind, text: str, day: date, province: str | None = None) -> str | None:
        """The one code that the text means; None where it means none or several."""
        found = self.codes(kind, text, day, province) if text else ()
        return found[0] if len(found) == 1 else None


def _seen(seeds: Path) -> Iterator[tuple[AliasKind, str, str | None]]:
    """(kind, text, code) of the spellings seen in files; code None where the text is ambiguous."""
    for _, row in read_csv(seeds / "name_variants.csv"):
        if row["admin_level"] != "region" and row["variant_text"]:
            yield "unit", row["variant_text"], None if row["is_ambiguous"] == "1" else row["admin_unit_code"]
    for _, row in read_csv(seeds / "indicator_aliases.csv"):
        code = row["indicator_code"] if row["breakdown_code"] == "_T" else f"{row['indicator_code']}:{row['breakdown_code']}"
        # An alias of one value kind only would need the column to decide: it is suggested, not applied.
        yield "indicator", row["alias_code"], None if row["is_ambiguous"] == "1" or row["value_kind"] else code


@lru_cache(maxsize=65536)
def alias_key(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\\n", " ")).replace("\u00a0", " ").lower()
    return " ".join(re.sub(r"[\u2018\u2019\u02bc`´]", "'", text).split()).strip(" .,;:")
