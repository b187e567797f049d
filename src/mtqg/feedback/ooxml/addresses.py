"""Addresses of cells: `D17` and (17, 4)."""

from __future__ import annotations

import re

#: (row, column), both from 1.
Cell = tuple[int, int]
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")


def cell_of(reference: str | None) -> Cell | None:
    """`D17` as (17, 4); None where it is no address of a sheet."""
    found = _ADDRESS.fullmatch(reference or "")
    if found is None:
        return None
    row, column = int(found[2]), number_of(found[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def reference_of(cell: Cell) -> str:
    return f"{letters_of(cell[1])}{cell[0]}"
