"""The header of a table: merged words over its columns, and the row of column numbers."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from mtqg.registry.forms import Block, Column
from mtqg.templates.looks import Looks


def write_header(page: Worksheet, looks: Looks, block: Block, columns: tuple[Column, ...], top: int) -> int:
    """The header with its column-number row; the row below it is returned."""
    bottom = top + block.header_depth - 1
    for level in range(block.header_depth - 1):
        start = 0
        while start < len(columns):
            name = columns[start].under[: level + 1]
            end = start
            while end + 1 < len(columns) and len(name) == level + 1 and columns[end + 1].under[: level + 1] == name:
                end += 1
            if len(name) == level + 1:
                _merge(page, top + level, start, top + level, end, name[level], looks.header())
            start = end + 1
    for position, column in enumerate(columns):
        _merge(page, top + len(column.under), position, bottom, position, column.label_vi, looks.header(column))
        page.write(bottom + 1, position, column_numbers(columns)[position], looks.number_row())
    upright = any(looks.header(column).rotation for column in columns)
    for row in range(top, bottom):
        page.set_row(row, 32)
    page.set_row(bottom, 160 if upright else 48)
    return bottom + 2


def column_numbers(columns: tuple[Column, ...]) -> list[str | int]:
    """`A`, `B`, … over labels; `1`, `2`, `3=1-2`, … over figures."""
    figures = [column.column_key for column in columns if column.is_value]
    numbers = {key: str(position) for position, key in enumerate(figures, 1)}
    letters = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    printed: list[str | int] = []
    for column in columns:
        if not column.is_value:
            printed.append(next(letters))
        elif column.equals:
            words = [numbers.get(word, word) for word in column.equals.split()]
            printed.append(f"{numbers[column.column_key]}={''.join(words)}")
        else:
            printed.append(int(numbers[column.column_key]))
    return printed


def _merge(page: Worksheet, row: int, column: int, last_row: int, last_column: int, text: str, look) -> None:
    if (row, column) == (last_row, last_column):
        page.write_string(row, column, text, look)
    else:
        page.merge_range(row, column, last_row, last_column, text, look)
