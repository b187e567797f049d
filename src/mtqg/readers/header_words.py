"""Finds the header of a publication by all the words that stand over its columns, read downwards."""

from __future__ import annotations

from mtqg.readers.header import Header, is_number_row, labels_of, lacking
from mtqg.readers.texts import in_brackets, label_key, plain
from mtqg.readers.workbook import SheetGrid
from mtqg.registry.forms import Block

#: Rows over which the words of one header are spread at most.
_DEEPEST = 9


def find_by_words(grid: SheetGrid, block: Block, start: int, end: int | None, depth: int) -> Header | None:
    """The header above a row of column numbers in which the words of every column, read downwards, are a label of the form."""
    labels, rows = labels_of(block), grid.rows
    last = min(start + depth, len(rows), end if end is not None else len(rows))
    for bottom in (number for number in range(start + 1, last) if is_number_row(rows[number])):
        empty = {position for position in range(len(rows[bottom])) if all(row[position] == "" for row in rows[bottom + 1:end])}
        for top in range(max(start, bottom - _DEEPEST), bottom):
            at = _named_columns(rows[top:bottom], labels, empty)
            if at and not lacking(block, list(at)):
                top = _shortest(rows, top, bottom, labels, empty, at)
                inside = {key: tuple(in_brackets(_over(rows[top:bottom], position))) for key, position in at.items()}
                return Header(top, bottom, at, {key: (top, position) for key, position in at.items()}, unit_labels=inside)
    return None


def _shortest(rows: list[list], top: int, bottom: int, labels: dict, empty: set[int], at: dict[str, int]) -> int:
    """The lowest row from which the words still name the same columns: what stands above is no part of the header."""
    return next((row for row in range(bottom - 1, top, -1) if _named_columns(rows[row:bottom], labels, empty) == at), top)


def _named_columns(band: list[list], labels: dict, empty: set[int]) -> dict[str, int]:
    """Column of the form -> position; none where one that has cells below it is not known. A label that stands again over
    an empty column is none."""
    at: dict[str, int] = {}
    for position in sorted(range(len(band[0])), key=lambda position: (position in empty, position)):
        words = _over(band, position)
        key = next((key for key in labels.get(label_key(words), ()) if key not in at), None) if words else None
        if key:
            at[key] = position
        elif words and position not in empty:
            return {}
    return at


def _over(band: list[list], position: int) -> str:
    """The words over a column, read downwards."""
    return " ".join(text for row in band if type(value := row[position]) is str and (text := plain(value)))
