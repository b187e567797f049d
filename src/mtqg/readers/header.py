"""What is known of the header of a table: where its columns stand, and what in it the form does not know."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from mtqg.readers.texts import label_key, plain, shown
from mtqg.readers.values import FORMULA_ERRORS
from mtqg.readers.workbook import SheetGrid
from mtqg.registry.forms import Block

#: `A`, `1`, `(1)`, `[B]`, `1a`, `IV`, `3=1-2`, `(3)=(1)-(2)`.
COLUMN_NUMBER = re.compile(r"[\[(]?(?:[A-ZĐa-zđ]|\d{1,2}[a-z]?|[IVX]{1,4})[\])]?(?:\s*=.+)?")
#: What columns of remarks are called.
_REMARKS = frozenset(("ghi chu", "chu thich", "ly do", "li do", "nguyen nhan", "giai trinh", "nhan xet"))


class DatedLabel(NamedTuple):
    """A label that names a period behind the words of a column: `Số hộ nghèo năm 2024`."""

    position: int
    row: int
    text: str
    period_code: str


@dataclass(slots=True)
class Header:
    """Where the columns are (0-based); rows `first` to `last` are header, column numbers included."""

    first: int
    last: int
    columns: dict[str, int]                                     # column_key -> position
    cells: dict[str, tuple[int, int]]                           # column_key -> its label's cell
    unknown: dict[int, tuple[int, str]] = field(default_factory=dict)   # position -> (row, text) of a label not in the form
    unconfirmed: dict[int, str] = field(default_factory=dict)   # position -> column proposed by a layout nobody confirmed
    missing: tuple[str, ...] = ()                               # required columns that are not there
    unit_labels: dict[str, tuple[str, ...]] = field(default_factory=dict)   # column_key -> what stands in brackets in its label
    twice: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)     # column_key -> cells that all bear its label
    dated: dict[str, tuple[DatedLabel, ...]] = field(default_factory=dict)  # column_key -> labels that name a period besides

    @property
    def fit(self) -> tuple[int, int]:
        """Sorts better fits behind: fewer columns missing or unknown, then more found."""
        return -len(self.missing) - len(self.unknown), len(self.columns)


def is_number_row(row: list) -> bool:
    """The row under a header that numbers the columns: `A B 1 2 3=1-2`."""
    texts = [text for value in row if (text := plain(shown(value)))]
    return len(texts) >= 3 and all(COLUMN_NUMBER.fullmatch(text) or text in FORMULA_ERRORS for text in texts)


def is_of_remarks(grid: SheetGrid, header: Header, position: int, text: str) -> bool:
    """A column of remarks that the form does not have, without a figure in it: words that nobody misses."""
    return label_key(text) in _REMARKS and all(type(row[position]) is str for row in grid.rows[header.last + 1:])


def lacking(block: Block, keys: list[str]) -> tuple[str, ...]:
    return tuple(column.column_key for column in block.columns if column.required and column.column_key not in keys)


def labels_of(block: Block) -> dict[str, tuple[str, ...]]:
    """Label key -> the columns that it may name; made once a block (forms are frozen and live as long as their registry)."""
    known = _LABELS.get(id(block))
    if known is None or known[0] is not block:
        found: dict[str, list[str]] = defaultdict(list)
        for column in block.columns:
            for key in {label_key(text): None for text in (column.label_vi, *column.also)}:
                found[key].append(column.column_key)
        known = _LABELS[id(block)] = (block, {name: tuple(keys) for name, keys in found.items()})
    return known[1]


_LABELS: dict[int, tuple[Block, dict[str, tuple[str, ...]]]] = {}
