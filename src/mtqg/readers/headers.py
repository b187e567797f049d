"""Finds the table of a block by the labels of its header, wherever it stands and in whatever order its columns are."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field

from mtqg.readers.texts import in_brackets, label_key, plain, shown
from mtqg.readers.values import FORMULA_ERRORS
from mtqg.readers.workbook import SheetGrid
from mtqg.registry.forms import Block

#: Headers stand near the top: looked for in the first rows, then further down.
DEPTHS = (20, 80)
#: Rows over which the words of one header are spread at most.
_DEEPEST = 9
_COLUMN_NUMBER = re.compile(r"[A-ZĐ]|\(?\d{1,2}\)?|\(?\d{1,2}\)?\s*=.+|[a-zđ]")


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

    @property
    def fit(self) -> tuple[int, int]:
        """Sorts better fits behind: fewer columns missing or unknown, then more found."""
        return -len(self.missing) - len(self.unknown), len(self.columns)


def find_header(grid: SheetGrid, block: Block, start: int = 0, end: int | None = None,
                depths: tuple[int, ...] = DEPTHS) -> Header | None:
    """The best place of the block's header on the rows from `start` to before `end`; None where fewer than half of its columns
    stand together (where one is missing or unknown, if the layout is known by all that stands in its columns).

    `depths`: how far down it is looked for, further only while columns are missing.
    """
    key = block.columns, start, end, depths
    known = grid.headers.get(key)
    if known is None:
        if block.header_words == "columns":
            header = _find_columns(grid, block, start, end)
        else:
            header = _find_cells(grid, block, start, end, depths)
        known = grid.headers[key] = (header,)
    return known[0]


def _find_cells(grid: SheetGrid, block: Block, start: int, end: int | None, depths: tuple[int, ...]) -> Header | None:
    header = None
    for rows in depths:
        further = _find(grid, block, start, min(start + rows, end if end is not None else start + rows))
        header = max((found for found in (header, further) if found), key=lambda found: found.fit, default=None)
        if header is not None and not header.missing:
            break
    return header


def _find_columns(grid: SheetGrid, block: Block, start: int, end: int | None) -> Header | None:
    """The header above a row of column numbers in which the words of every column, read downwards, are a label of the form."""
    labels, rows = _labels(block), grid.rows
    last = min(start + DEPTHS[0], len(rows), end if end is not None else len(rows))
    for bottom in (number for number in range(start + 1, last) if is_number_row(rows[number])):
        empty = {position for position in range(len(rows[bottom])) if all(row[position] == "" for row in rows[bottom + 1:end])}
        for top in range(max(start, bottom - _DEEPEST), bottom):
            at = _named_columns(rows[top:bottom], labels, empty)
            if at and not _lacking(block, list(at)):
                inside = {key: tuple(in_brackets(_over(rows[top:bottom], position))) for key, position in at.items()}
                return Header(top, bottom, at, {key: (top, position) for key, position in at.items()}, unit_labels=inside)
    return None


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


def is_number_row(row: list) -> bool:
    """The row under a header that numbers the columns: `A B 1 2 3=1-2`."""
    texts = [text for value in row if (text := plain(shown(value)))]
    return len(texts) >= 3 and all(_COLUMN_NUMBER.fullmatch(text) or text in FORMULA_ERRORS for text in texts)


def _lacking(block: Block, keys: list[str]) -> tuple[str, ...]:
    return tuple(column.column_key for column in block.columns if column.required and column.column_key not in keys)


def caption_row(grid: SheetGrid, block: Block, start: int = 0) -> int | None:
    """The first row from `start` that holds nothing but a caption of the block."""
    wanted = {label_key(text) for text in block.all_captions}
    for number in range(start, len(grid.rows)) if wanted else ():
        row = grid.rows[number]
        if row.count("") < len(row) - 3:
            continue
        texts = [value for value in row if value != ""]
        if texts and all(type(text) is str for text in texts) and label_key(" ".join(texts)) in wanted:
            return number
    return None


def _find(grid: SheetGrid, block: Block, start: int, last_row: int) -> Header | None:
    labels = _labels(block)
    hits: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for number, position, key in grid.labels(last_row):
        if number >= start and (keys := labels.get(key)):
            hits[number][position] = keys
    best = max((_window(hits, start, block.header_depth + 2) for start in hits), default=None,
               key=lambda window: (len(window[1]), -window[0]))
    wanted = [column for column in block.columns if column.required]
    if best is None or len(best[1]) * 2 < len(wanted):
        return None
    return _header(grid, block, best[0], labels)


def _labels(block: Block) -> dict[str, tuple[str, ...]]:
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


def _window(hits: dict, start: int, depth: int) -> tuple[int, set[str]]:
    found = {keys[0] for row in range(start, start + depth) for keys in hits.get(row, {}).values()}
    return start, found


def _header(grid: SheetGrid, block: Block, start: int, labels: dict) -> Header:
    rows = grid.rows
    band = range(start, min(start + block.header_depth + 2, len(rows)))
    header = Header(start, start, {}, {})
    width = max((len(rows[row]) for row in band), default=0)
    unmatched: dict[int, list[tuple[int, str]]] = {}
    for position in range(width):
        texts = [(row, rows[row][position]) for row in band if type(rows[row][position]) is str and rows[row][position].strip()]
        found = _match(texts, labels, header.columns)
        if found:
            column_key, row, text = found
            header.columns[column_key], header.cells[column_key] = position, (row, position)
            header.last = max(header.last, row, min(_merged_down(grid, row, position), band[-1]))
            header.unit_labels[column_key] = tuple(reversed(in_brackets(text)))
        elif texts:
            unmatched[position] = texts
    groups = {label_key(text) for column in block.columns for text in column.under}
    header.first = _first_row(header, rows, groups)
    _number_row(header, rows, block)
    for position, texts in unmatched.items():
        inside = [(row, plain(text)) for row, text in texts if header.first <= row <= header.last
                  and label_key(text) not in groups and not _COLUMN_NUMBER.fullmatch(plain(text))]
        if inside:
            header.unknown[position] = inside[-1]
    header.missing = _lacking(block, list(header.columns))
    return header


def _match(texts: list[tuple[int, str]], labels: dict, taken: dict[str, int]) -> tuple[str, int, str] | None:
    """The column that the texts of one position name: the lowest cell first, then words spread over several rows."""
    for row, text in reversed(texts):
        for column_key in labels.get(label_key(text), ()):
            if column_key not in taken:
                return column_key, row, text
    for start in range(len(texts) - 1):
        for end in range(start + 2, len(texts) + 1):
            joined = " ".join(text for _, text in texts[start:end])
            for column_key in labels.get(label_key(joined), ()):
                if column_key not in taken:
                    return column_key, texts[end - 1][0], joined
    return None


def _merged_down(grid: SheetGrid, row: int, position: int) -> int:
    return max((end[0] for begin, end in grid.merges if begin == (row, position)), default=row)


def _first_row(header: Header, rows: list[list], groups: set[str]) -> int:
    """The topmost label, or the group labels up to two rows above it."""
    first = min(row for row, _ in header.cells.values())
    for row in range(max(first - 2, 0), first):
        if any(type(value) is str and value and label_key(value) in groups for value in rows[row]):
            return row
    return first


def _number_row(header: Header, rows: list[list], block: Block) -> None:
    """A row `A B 1 2 3=1-2` right under the header belongs to it."""
    row = next((number for number in range(header.last + 1, min(header.last + 3, len(rows)))
                if any(value != "" for value in rows[number])), len(rows))
    if row >= len(rows):
        return
    texts = [plain(shown(rows[row][position])) for position in header.columns.values() if position < len(rows[row])]
    filled = [text for text in texts if text]
    figures = [key for key in header.columns if block.by_key[key].is_value]
    at_labels = [plain(shown(rows[row][position])) for key, position in header.columns.items()
                 if key not in figures and position < len(rows[row])]
    if len(filled) >= 3 and all(_COLUMN_NUMBER.fullmatch(text) for text in filled) and any(at_labels) and not any(
            text for text in at_labels if len(text) > 3):
        header.last = row
