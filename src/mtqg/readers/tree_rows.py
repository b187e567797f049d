"""Rows of a programme tree: programme and component headings with subtotals, and lines by capital source and origin year."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from mtqg.readers.rows import BlockReading, RowMeaning, is_note
from mtqg.readers.texts import label_key
from mtqg.registry import Registry
from mtqg.registry.programme_tree import TreeNode, programme_tree
from mtqg.registry.row_axes import ProgrammeTreeRows

#: How headings begin that are no programme and no component: `VỐN ĐẦU TƯ PHÁT TRIỂN`, `Các chương trình MTQG`.
_GROUP = re.compile(r"(?:các|vốn|nguồn vốn|ngân sách|cộng|tổng|trong đó)\b", re.I)
#: What is shown beside a row that matches nothing must resemble it so much (of 100).
_NEAR_SCORE = 75


def tree_rows(reading: BlockReading, axis: ProgrammeTreeRows) -> list[RowMeaning]:
    """The meaning of every row under the header that has a filled cell; lines belong to the heading above them."""
    nodes, names = _nodes(reading.registry, axis, reading.day)
    sources = source_names(reading.registry)
    meanings, current = [], None
    for number in reading.filled_rows:
        row = reading.grid.rows[number]
        if reading.is_signature(number):
            meanings.append(RowMeaning(number, "note"))
            continue
        meaning, current = _meaning(reading, nodes, names, sources, number, row, current)
        meanings.append(meaning)
    return meanings


def _meaning(reading: BlockReading, nodes: dict[str, TreeNode], names: dict[str, list[TreeNode]], sources: dict[str, str],
             number: int, row: list[Any], current: TreeNode | None) -> tuple[RowMeaning, TreeNode | None]:
    label, code = reading.text(number, "row_label"), reading.text(number, "row_code")
    source, year = reading.text(number, "capital_source"), reading.text(number, "origin_year")
    code = code if code in nodes else _alias(reading, code) or code
    if not source and not year:
        if not code and reading.is_total(label):
            return _figures(reading, number, "total", "_T", None, None), None
        return _heading(reading, nodes, names, number, row, label, code, current)
    node = nodes.get(code) if code else current
    source_code = sources.get(label_key(source)) or (sources.get(label_key(label)) if not source else None)
    origin_year = _year(year)
    if node is None:
        reading.find("R009", number, "row_code" if code else None, actual=code or label or None,
                     expected=_near(nodes, label, code))
    elif source_code is None:
        reading.find("R009", number, "capital_source", actual=source or label, expected=_sources_like(reading, source or label))
    elif origin_year is None:
        reading.find("R009", number, "origin_year", actual=year or None, 
                     expected=f"một năm giao vốn, ví dụ {reading.day.year}")
    elif source and sources.get(label_key(label), source_code) != source_code:
        reading.find("R018", number, actual=label, expected=reading.registry.capital_sources[source_code].name_vi)
    else:
        return _figures(reading, number, "item", node.code, source_code, origin_year), current
    return RowMeaning(number, "quarantined"), current


def _heading(reading: BlockReading, nodes: dict[str, TreeNode], names: dict[str, list[TreeNode]], number: int, row: list[Any],
             label: str, code: str, current: TreeNode | None) -> tuple[RowMeaning, TreeNode | None]:
    """A programme or component with its subtotal, or words that are no row of the table."""
    named = _inside(names.get(label_key(label), []), current)
    if not named and (alias := nodes.get(_alias(reading, label) or "")):
        named, code = [alias], code or alias.code
    node = nodes.get(code) if code else (named[0] if len(named) == 1 else None)
    if node is None:
        if not code and not reading.is_table_row(number):
            return RowMeaning(number, "note"), current
        if not code and not named and is_note(label):
            return reading.set_note_aside(number), current
        if label and not code and not named and _GROUP.match(label):
            return _group(reading, number, label), None
        reading.find("R009", number, "row_code" if code else None, actual=code or label or None,
                     expected=_near(nodes, label, code), details={"candidates": "; ".join(found.code for found in named[:5])})
        return RowMeaning(number, "quarantined"), None
    if named and node not in named and node not in names.get(label_key(label), []):
        reading.find("R018", number, actual=f"{code} {label}", expected=f"{code} {node.programme.name_vi}")
        return RowMeaning(number, "quarantined"), node
    if not reading.has_figures(number):
        return RowMeaning(number, "heading", f"{node.code}|_T|_T"), node
    return _figures(reading, number, "subtotal", node.code, None, None), node


def _group(reading: BlockReading, number: int, label: str) -> RowMeaning:
    """A heading of no programme or component; what it adds up is set aside, and said. Lines below it name their own."""
    if not reading.has_figures(number):
        return RowMeaning(number, "heading")
    reading.find("R066", number, actual=label)
    return RowMeaning(number, "quarantined")


def _near(nodes: dict[str, TreeNode], label: str, code: str) -> str:
    """Programmes and components whose codes are much like the code, else those of names much like the label; some of the list
    where none is: for a person to see."""
    known = list(nodes.values())
    found = process.extract(code.upper(), list(nodes), scorer=fuzz.ratio, limit=3, score_cutoff=_NEAR_SCORE) if code else []
    found = found or process.extract(label_key(label), [label_key(node.programme.name_vi) for node in known], scorer=fuzz.WRatio,
                                     limit=3, score_cutoff=_NEAR_SCORE)
    shown = [known[index] for _, _, index in found] or known[:3]
    return "; ".join(f"{node.code} {node.programme.name_vi}" for node in shown)


def _alias(reading: BlockReading, text: str) -> str | None:
    return reading.registry.aliases.code("component", text, reading.day, reading.admin_unit.admin_unit_code)


def _figures(reading: BlockReading, number: int, kind, component: str, source: str | None, year: int | None) -> RowMeaning:
    return RowMeaning(
        number, kind, f"{component}|{source or '_T'}|{year or '_T'}", reading.admin_unit.admin_unit_code,
        None if component == "_T" else component, source, year, period_code=reading.period_code, as_of_date=reading.as_of_date)


@lru_cache(maxsize=256)
def _nodes(registry: Registry, axis: ProgrammeTreeRows, day: date) -> tuple[dict[str, TreeNode], dict[str, list[TreeNode]]]:
    nodes = {node.code: node for node in programme_tree(registry.programmes, axis, day)}
    return nodes, _names(nodes)


def _names(nodes: dict[str, TreeNode]) -> dict[str, list[TreeNode]]:
    """Label key -> nodes of that name; the unconfirmed wording counts too."""
    found: dict[str, list[TreeNode]] = defaultdict(list)
    for node in nodes.values():
        row = node.programme
        for text in {row.name_vi, row.note_unconfirmed_name_vi, row.name_vi.split(" giai đoạn ")[0]} - {None}:
            found[label_key(text)].append(node)
    return found


def _inside(named: list[TreeNode], current: TreeNode | None) -> list[TreeNode]:
    """Of several nodes of one name those of the programme that the rows above are about."""
    if len(named) < 2 or current is None:
        return named
    return [node for node in named if node.path[0] == current.path[0]] or named


@lru_cache(maxsize=4)
def source_names(registry: Registry) -> dict[str, str]:
    """Label key of code or name -> capital source; groups are sums and no line of their own."""
    return {label_key(text): source.code for source in registry.capital_sources.values() if not source.is_group
            for text in (source.code, source.name_vi)}


def _sources_like(reading: BlockReading, text: str) -> str:
    """Capital sources, those whose code or name is most like the text first: for a person to see."""
    sources = [source for source in reading.registry.capital_sources.values() if not source.is_group]
    names = [label_key(f"{one.code} {one.name_vi}") for one in sources]
    likest = process.extract(label_key(text), names, scorer=fuzz.token_set_ratio, limit=4)
    return "; ".join(f"{sources[index].code} ({sources[index].name_vi})" for _, _, index in likest)


def _year(text: str) -> int | None:
    """The only year that the text names: `2023`, `2.023`, `Vốn năm 2023`, `2023 chuyển sang`."""
    years = re.findall(r"\d+", re.sub(r"(?<=\b2)\.(?=0\d\d\b)|\.0$", "", text))
    return int(years[0]) if len(years) == 1 and re.fullmatch(r"20\d\d|2100", years[0]) else None
