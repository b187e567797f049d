"""Rows and columns that a reading set aside, each with what it may have meant: suggestions for a person, never applied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from mtqg.model import Finding, Reading, values_of
from mtqg.readers.texts import bare, label_key, plain
from mtqg.registry import Registry, Source
from mtqg.registry.admin_units import AdminUnit, bare_key, name_key
from mtqg.registry.forms import Block
from mtqg.registry.periods import parse_period
from mtqg.registry.row_axes import AdminUnitRows, IndicatorRows, ProvinceRows

QuarantineKind = Literal["unit", "indicator", "component", "column"]
#: A suggestion must resemble the text so much (of 100), and so many are made.
_LEAST_SCORE = 55
_MOST = 5
#: What is shown to the officer beside a row that matches nothing must resemble it more.
_NEAR_SCORE = 75


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that a text may mean; `score` is the likeness of the names, 0 to 100."""

    code: str
    name: str
    score: int


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """A row or column that matched nothing, as typed."""

    sheet: str | None
    cell_ref: str | None
    kind: QuarantineKind
    text: str
    candidates: tuple[Candidate, ...]


def quarantined_rows(reading: Reading, registry: Registry, source: Source | None = None) -> Iterator[QuarantinedRow]:
    """Everything that the reading's findings say was set aside because its words are not known, once a place."""
    identity = reading.identity
    day = parse_period(identity.period_code).end if identity.period_code else None
    province = identity.admin_unit_code or (source.admin_unit_code if source else None)
    seen, labels = set(), _labels(reading, registry)
    for finding in reading.findings:
        kind = _kind(finding, reading, registry)
        if kind is None or not finding.actual or (place := (finding.sheet, finding.cell_ref, kind)) in seen:
            continue
        seen.add(place)
        names = _names(registry, kind, day, province, identity.form_code, identity.edition, finding.block_code)
        row = re.sub(r"\D", "", finding.cell_ref or "")
        text = finding.actual if kind == "column" else labels.get((finding.sheet, row)) or finding.actual
        yield QuarantinedRow(finding.sheet, finding.cell_ref, kind, text, _likest(text, kind, names))


def _labels(reading: Reading, registry: Registry) -> dict[tuple[str | None, str], str]:
    """(sheet, row number) -> code and label as typed, of the rows that were set aside."""
    found: dict[tuple[str | None, str], str] = {}
    form = registry.forms.get(reading.identity.form_code or "")
    keys = {column.column_key for edition in (form.editions if form else ()) for block in edition.blocks
            for column in block.columns if column.role in ("row_code", "row_label")}
    names = ("column_key", "sheet", "row_no", "value_text", "cell_status")
    for count, fields in reading.cells.stretches:
        if fields["cell_status"] != "quarantined" and "quarantined" not in fields["cell_status"]:
            continue
        for key, sheet, row_no, text, status in zip(*(values_of(name, count, fields) for name in names), strict=True):
            if status == "quarantined" and key in keys:
                place = sheet, str(row_no)
                found[place] = " ".join(filter(None, (found.get(place), text)))
    return found


def _kind(finding: Finding, reading: Reading, registry: Registry) -> QuarantineKind | None:
    if finding.rule_id == "COMMON-R043" or (finding.rule_id == "COMMON-R008" and finding.details.get("what") == "column"):
        return "column"
    if finding.rule_id not in ("COMMON-R009", "COMMON-R018", "COMMON-R069"):
        return None
    block = _block(registry, reading.identity.form_code, reading.identity.edition, finding.block_code)
    if block is None:
        return None
    if isinstance(block.row_axis, AdminUnitRows | ProvinceRows):
        return "unit"
    return "indicator" if isinstance(block.row_axis, IndicatorRows) else "component"


def _block(registry: Registry, form_code: str | None, edition: str | None, block_code: str | None) -> Block | None:
    form = registry.forms.get(form_code or "")
    found = next((one for one in form.editions if one.edition == edition), None) if form else None
    return next((block for block in found.blocks if block.block_code == block_code), None) if found else None


def _likest(text: str, kind: QuarantineKind, names: tuple[tuple[str, str, str], ...]) -> tuple[Candidate, ...]:
    """The most similar names, each code once, best first."""
    wanted = _key(text, kind)
    if not wanted:
        return ()
    best: dict[str, Candidate] = {}
    for _, score, index in process.extract(wanted, [key for key, _, _ in names], scorer=fuzz.WRatio, limit=3 * _MOST,
                                           score_cutoff=_LEAST_SCORE):
        _, code, name = names[index]
        best.setdefault(code, Candidate(code, name, round(score)))
    return tuple(list(best.values())[:_MOST])


def likest_units(label: str, units: list[AdminUnit]) -> list[AdminUnit]:
    """At most three units whose names are so much like the label that a person may have meant them, best first."""
    names, wanted = [bare_key(name_key(unit.name_vi)[0]) for unit in units], bare_key(name_key(label)[0])
    inside = [index for index, name in enumerate(names) if f" {name} " in re.sub(r"\W+", " ", f" {wanted} ")]
    found = process.extract(wanted, names, scorer=fuzz.ratio, limit=3, score_cutoff=_NEAR_SCORE)
    return [units[index] for index in dict.fromkeys((*inside, *(index for _, _, index in found)))][:3]


def _key(text: str, kind: QuarantineKind) -> str:
    return bare_key(name_key(text)[0]) if kind == "unit" else label_key(text) or bare(plain(text))


@lru_cache(maxsize=128)
def _names(registry: Registry, kind: QuarantineKind, day: date | None, province: str | None, form_code: str | None,
           edition: str | None, block_code: str | None) -> tuple[tuple[str, str, str], ...]:
    """(key, code, name) of everything that a text of this kind could mean there."""
    if kind == "column":
        block = _block(registry, form_code, edition, block_code)
        return tuple((label_key(text), column.column_key, column.label_vi) for column in (block.columns if block else ())
                     for text in (column.label_vi, *column.also))
    if kind == "indicator":
        return tuple((label_key(row.name_vi), row.code, row.name_vi) for row in registry.indicators.values())
    if kind == "component":
        rows = registry.programmes_in_force(day) if day else registry.programmes.values()
        return (*((label_key(text), row.code, row.name_vi) for row in rows
                  for text in (row.name_vi, row.note_unconfirmed_name_vi) if text),
                *((label_key(row.name_vi), row.code, row.name_vi) for row in registry.capital_sources.values()))
    if day is None:
        return ()
    levels = ("commune", "district") if province and "-P-" in province else ()
    units = [unit for level in levels for unit in registry.units.under(province, day, level)] or registry.units.provinces(day)
    return tuple((bare_key(name_key(unit.name_vi)[0]), unit.admin_unit_code, unit.full_name_vi) for unit in units)
