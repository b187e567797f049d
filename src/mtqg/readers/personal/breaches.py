"""Sheets -> breaches: where named persons or households are listed; a breach says the place and the kind, never the words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mtqg.model import Finding
from mtqg.readers.cells import address
from mtqg.readers.personal.wording import (
    ANY_ID,
    BIRTH_IN_WORDS,
    CITIZEN_NUMBER,
    ID_IN_WORDS,
    MOBILE,
    Kind,
    digits,
    header_kind,
    is_birth,
    looks_like_name,
    place_names,
)
from mtqg.readers.texts import label_key
from mtqg.readers.workbook import SheetGrid
from mtqg.registry import Registry

#: So many rows make a list.
_ROWS_OF_A_LIST = 3
_ROWS_WITHOUT_HEADER = 5
#: Headers of one list stand in rows so near to each other; its rows so near below.
_BAND = 2
_ROWS_BELOW = 2_000
_DIGIT = re.compile(r"\d")

WORDS = {
    "named_list": "danh sách họ tên | a list of names",
    "id_numbers": "số định danh, CCCD, CMND | ID numbers",
    "phones": "số điện thoại cá nhân | telephone numbers of persons",
    "names_and_births": "họ tên và năm sinh | names with years of birth",
    "in_words": "người cụ thể trong lời văn | persons named in words",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """One list of persons: its sheet, the cell of its header or of its first row, its kind, and how many rows it has."""

    sheet: str
    cell_ref: str
    kind: str
    rows: int


def findings_of(breaches: list[Breach]) -> list[Finding]:
    """COMMON-R040 at each place, with the kind and the number of rows: nothing of their words."""
    return [Finding("COMMON-R040", one.sheet, one.cell_ref, actual=f"{WORDS[one.kind]}: {one.rows}") for one in breaches]


def find_breaches(grids: list[SheetGrid], registry: Registry, form_code: str | None = None) -> list[Breach]:
    """The lists of persons on these sheets; none where the names are in columns that the form declares as those of businesses."""
    exempt = _business_labels(registry, form_code)
    found: list[Breach] = []
    for grid in grids:
        texts = {value for row in grid.rows for value in row if type(value) is str and len(value) > 1}
        found += (list(_under_headers(grid, texts, exempt)) or list(_without_headers(grid, texts, registry, exempt))
                  or list(_in_words(grid, texts)))
    return found


def _business_labels(registry: Registry, form_code: str | None) -> frozenset[str]:
    form = registry.forms.get(form_code or "")
    return frozenset(
        label_key(text) for edition in (form.editions if form else ()) for block in edition.blocks for column in block.columns
        if column.names_of for text in (column.label_vi, *column.also))


def _under_headers(grid: SheetGrid, texts: set[str], exempt: frozenset[str]) -> Iterator[Breach]:
    """Name columns with years of birth, numbers or addresses beside; long name columns alone; columns of ID numbers."""
    kinds = {text: kind for text in texts if (kind := header_kind(text)) and label_key(text) not in exempt}
    if not {"name", "id"} & set(kinds.values()):
        return
    heads = [(number, position, kinds[value]) for number, row in enumerate(grid.rows) for position, value in enumerate(row)
             if type(value) is str and value in kinds]
    for number, position, kind in heads:
        below = _below(grid, number, position)
        if kind == "id":
            rows = sum(ANY_ID.fullmatch(digits(value)) is not None for _, value in below)
            if rows:
                yield Breach(grid.name, address(number, position), "id_numbers", rows)
        elif kind == "name":
            named = [row for row, value in below if _may_name(value)]
            beside: dict[int, Kind] = {column: other for row, column, other in heads
                                       if abs(row - number) <= _BAND and column != position and other != "name"}
            if len(named) >= _least(grid, named, beside):
                yield Breach(grid.name, address(number, position), "named_list", len(named))


def _least(grid: SheetGrid, named: list[int], beside: dict[int, Kind]) -> int:
    """One person with a year of birth or a number is one too many; names beside other words need two rows, names alone three."""
    tests = {"birth": is_birth, "id": lambda value: ANY_ID.fullmatch(digits(value)) is not None}
    if any(tests[kind](grid.rows[row][column]) for column, kind in beside.items() if kind in tests for row in named):
        return 1
    return 2 if beside else _ROWS_OF_A_LIST


def _below(grid: SheetGrid, number: int, position: int) -> list[tuple[int, Any]]:
    """(row, value) of the filled cells under a header, without column numbers and further header rows."""
    return [(row, value) for row in range(number + 1, min(len(grid.rows), number + _ROWS_BELOW))
            if (value := grid.rows[row][position]) != "" and not (type(value) is str and (len(value) < 3 or header_kind(value)))]


def _may_name(value: Any) -> bool:
    return type(value) is str and 3 <= len(value.strip()) <= 60 and sum(letter.isalpha() for letter in value) >= 2


def _without_headers(grid: SheetGrid, texts: set[str], registry: Registry, exempt: frozenset[str]) -> Iterator[Breach]:
    """Columns of citizens' numbers or mobile telephones; rows of names with years of birth, in two columns of their own."""
    runs = [digits(text) for text in texts if text[-1].isdigit()]
    for kind, shape in (("id_numbers", CITIZEN_NUMBER), ("phones", MOBILE)):
        if (count := sum(shape.fullmatch(run) is not None for run in runs)) >= _ROWS_WITHOUT_HEADER:
            yield Breach(grid.name, "A1", kind, count)
    places = place_names(registry)
    names = {text for text in texts if looks_like_name(text, places)}
    if len(names) < _ROWS_WITHOUT_HEADER:
        return
    businesses = {position for row in grid.rows[:40] for position, value in enumerate(row)
                  if exempt and type(value) is str and value and label_key(value) in exempt}
    pairs: Counter[tuple[int, int]] = Counter()
    filled: Counter[tuple[int, int]] = Counter()
    first: dict[tuple[int, int], int] = defaultdict(lambda: 0)
    for number, row in enumerate(grid.rows):
        for position in (p for p, value in enumerate(row) if type(value) is str and value in names and p not in businesses):
            for column, value in enumerate(row):
                if column != position and value != "" and (type(value) is not str or value[:1].isdigit()):
                    filled[position, column] += 1
                    if is_birth(value):
                        first.setdefault((position, column), number)
                        pairs[position, column] += 1
    for (position, column), count in pairs.items():
        if count >= _ROWS_WITHOUT_HEADER and count * 5 >= filled[position, column] * 4:
            yield Breach(grid.name, address(first[position, column], position), "names_and_births", count)
            return


def _in_words(grid: SheetGrid, texts: set[str]) -> Iterator[Breach]:
    """ID numbers after their own word, or several years of birth, inside sentences."""
    sentences = [text for text in texts if len(text) > 12 and _DIGIT.search(text)]
    numbers = sum(ID_IN_WORDS.search(text) is not None for text in sentences)
    births = sum(len(BIRTH_IN_WORDS.findall(text)) for text in sentences)
    if numbers or births >= _ROWS_OF_A_LIST:
        first = next((address(number, position) for number, row in enumerate(grid.rows) for position, value in enumerate(row)
                      if type(value) is str and (ID_IN_WORDS.search(value) or BIRTH_IN_WORDS.search(value))), "A1")
        yield Breach(grid.name, first, "in_words", max(numbers, births))
