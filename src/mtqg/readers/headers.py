"""Finds the table of a block by the labels of its header, wherever it stands and in whatever order its columns are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator

from mtqg.readers.dated_labels import undated
from mtqg.readers.header import COLUMN_NUMBER, DatedLabel, Header, is_number_row, labels_of, lacking
from mtqg.readers.header_words import find_by_words
from mtqg.readers.texts import in_brackets, label_key, plain, shown
from mtqg.readers.workbook import SheetGrid
from mtqg.registry.forms import Block

#: Headers stand near the top: looked for in the first rows, then further down.
DEPTHS = (20, 80)


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
            header = find_by_words(grid, block, start, end, depths[0])
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
    labels = labels_of(block)
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


def _window(hits: dict, start: int, depth: int) -> tuple[int, set[str]]:
    found = {keys[0] for row in range(start, start + depth) for keys in hits.get(row, {}).values()}
    return start, found


def _header(grid: SheetGrid, block: Block, start: int, labels: dict) -> Header:
    rows = grid.rows
    band = _band(rows, range(start, min(start + block.header_depth + 2, len(rows))))
    header = Header(start, start, {}, {})
    width = max((len(rows[row]) for row in band), default=0)
    texts_at = {position: [(row, value) for row in band if type(value := rows[row][position]) is str and value.strip()]
                for position in range(width)}
    for position, texts in texts_at.items():
        found = _match(texts, labels, header.columns)
        if found:
            column_key, row, text = found
            header.columns[column_key], header.cells[column_key] = position, (row, position)
            header.last = max(header.last, row, min(_merged_down(grid, row, position), band[-1]))
            header.unit_labels[column_key] = tuple(reversed(in_brackets(text)))
    _add_dated(header, texts_at, labels)
    found_at = {*header.columns.values(), *(one.position for ones in header.dated.values() for one in ones)}
    unmatched = {position: texts for position, texts in texts_at.items() if texts and position not in found_at}
    groups = {label_key(text) for column in block.columns for text in column.under}
    header.first = _first_row(header, rows, groups)
    _add_units_of_groups(header, rows, block)
    _number_row(header, rows, block)
    for position, texts in unmatched.items():
        inside = [(row, plain(text)) for row, text in texts if header.first <= row <= header.last
                  and label_key(text) not in groups and not COLUMN_NUMBER.fullmatch(plain(text))]
        if inside:
            header.unknown[position] = inside[-1]
    _set_twice_aside(header, grid, labels)
    header.missing = lacking(block, [*header.columns, *header.twice])
    return header


def _band(rows: list[list], band: range) -> range:
    """The rows in which labels may stand: none below the row that numbers the columns (`Đạt chuẩn` there is what a cell says)."""
    numbers = next((row for row in band if row > band.start and is_number_row(rows[row])), None)
    return band if numbers is None else range(band.start, numbers + 1)


def _match(texts: list[tuple[int, str]], labels: dict, taken: Container[str]) -> tuple[str, int, str] | None:
    """The column that the texts of one position name: the lowest cell first, then words spread over several rows."""
    for row, text, said in _readings(texts):
        for column_key in labels.get(label_key(said), ()):
            if column_key not in taken:
                return column_key, row, text
    return None


def _readings(texts: list[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """(row, text, what it says) of each cell from the lowest up, then of words spread over several rows."""
    yield from ((row, text, text) for row, text in reversed(texts))
    for start in range(len(texts) - 1):
        for end in range(start + 2, len(texts) + 1):
            joined = " ".join(text for _, text in texts[start:end])
            yield texts[end - 1][0], joined, joined


def _add_dated(header: Header, texts_at: dict[int, list[tuple[int, str]]], labels: dict) -> None:
    """Labels that name a period behind the words of a column; which of several is meant the period of the report decides."""
    taken, found = frozenset(header.columns), defaultdict(list)
    for position, texts in texts_at.items():
        if position in header.columns.values():
            continue
        for row, text in reversed(texts):
            said = undated(text)
            column_key = next((key for key in labels.get(label_key(said[0]), ()) if key not in taken), None) if said else None
            if said and column_key:
                found[column_key].append(DatedLabel(position, row, plain(text), said[1]))
                header.columns.setdefault(column_key, position)
                header.cells.setdefault(column_key, (row, position))
                header.last = max(header.last, row)
                header.unit_labels[column_key] = tuple(reversed(in_brackets(text)))
                break
    header.dated = {key: tuple(ones) for key, ones in found.items()}


def _add_units_of_groups(header: Header, rows: list[list], block: Block) -> None:
    """`Giải ngân (triệu đồng)` over several columns says the unit of those that have none of their own."""
    for key, (row, position) in header.cells.items():
        groups = {label_key(text) for text in block.by_key[key].under}
        if header.unit_labels.get(key) or not groups:
            continue
        for above in range(row - 1, header.first - 1, -1):
            text = next((value for value in reversed(rows[above][:position + 1]) if type(value) is str and value), "")
            if text and label_key(text) in groups and in_brackets(text):
                header.unit_labels[key] = tuple(in_brackets(text))


def _set_twice_aside(header: Header, grid: SheetGrid, labels: dict) -> None:
    """A label that stands over two columns: the one in sight is meant where the other is hidden, else neither."""
    for position, (row, text) in list(header.unknown.items()):
        key = next((key for key in labels.get(label_key(text), ()) if key in header.columns), None)
        if key is None or len(labels[label_key(text)]) > 1:
            continue
        other = header.columns[key]
        if position in grid.hidden_columns and other not in grid.hidden_columns:
            continue
        at, cell = header.cells.pop(key), (row, position)
        del header.columns[key]
        header.unknown[other] = (at[0], plain(shown(grid.rows[at[0]][other])))
        if other in grid.hidden_columns and position not in grid.hidden_columns:
            header.columns[key], header.cells[key] = position, cell
            del header.unknown[position]
        else:
            header.twice[key] = at, cell


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
    if len(filled) >= 3 and all(COLUMN_NUMBER.fullmatch(text) for text in filled) and any(at_labels) and not any(
            text for text in at_labels if len(text) > 3):
        header.last = row
