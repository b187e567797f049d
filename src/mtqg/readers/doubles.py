"""Rows whose key stands twice in a block: the later one is set aside, unless it says the same or goes on with the first."""

from __future__ import annotations

import re

from mtqg.readers.cells import address
from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.texts import plain, shown
from mtqg.registry.row_axes import ListRows


def once(reading: BlockReading, meanings: list[RowMeaning]) -> list[RowMeaning]:
    """The same rows; one whose key stood above is quarantined, with a finding."""
    first, elsewhere = reading.seen, frozenset(reading.seen)
    checked: list[RowMeaning] = []
    for meaning in meanings:
        if meaning.continues or meaning.kind not in ("item", "subtotal", "total") or meaning.row_key not in first:
            if meaning.row_key and not meaning.continues:
                first[meaning.row_key] = address(meaning.row, reading.naming_column)
            checked.append(meaning)
        elif _says_nothing(reading, meaning):
            checked.append(RowMeaning(meaning.row, "heading"))      # a template left blank beside the report
        elif _begins_without_figures(reading, checked, meaning):
            checked.append(meaning)
        elif meaning.kind == "total" and meaning.row_key not in elsewhere and _same_figures(
                reading, meaning.row, first[meaning.row_key]):
            checked.append(RowMeaning(meaning.row, "note"))     # the same total above and below the table
        else:
            label = plain(shown(reading.grid.rows[meaning.row][reading.naming_column]))
            reading.find("R010", meaning.row, position=reading.naming_column, row_key=meaning.row_key, actual=label,
                         expected=first[meaning.row_key], admin_unit_code=meaning.admin_unit_code)
            checked.append(RowMeaning(meaning.row, "quarantined", meaning.row_key))
    return checked


def _begins_without_figures(reading: BlockReading, checked: list[RowMeaning], meaning: RowMeaning) -> bool:
    """The figures of a name merged over rows stand in a lower one: the row in which it begins is a heading then."""
    begin = reading.merged_down.get((meaning.row, reading.naming_column))
    at = next((place for place, one in enumerate(checked) if one.row == begin), None)
    if at is None or reading.has_figures(begin):
        return False
    checked[at] = RowMeaning(begin, "heading")
    return True


def _says_nothing(reading: BlockReading, meaning: RowMeaning) -> bool:
    """The row names something again and has no figure (a total: none but zeros); lines of lists are words."""
    if isinstance(reading.block.row_axis, ListRows):
        return False
    row = reading.grid.rows[meaning.row]
    empty = ("", 0.0) if meaning.kind == "total" else ("",)
    return all(row[position] in empty for position in reading.value_positions)


def _same_figures(reading: BlockReading, number: int, where: str) -> bool:
    """The row has, figure by figure, what the row of the cell `where` has."""
    row, above = reading.grid.rows[number], reading.grid.rows[int(re.sub(r"\D", "", where)) - 1]
    return all(row[position] == above[position] for position in reading.value_positions)
