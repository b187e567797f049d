"""raw.reported_cells: whole submissions in and out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import TYPE_CHECKING, Any

from psycopg import Connection

from mtqg.model import CELL_COLUMNS, CellTable

if TYPE_CHECKING:
    import pandas

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TEXT_COLUMNS = frozenset({"sheet", "value_text", "measure_unit_label", "row_key"})
_ROW_COLUMNS = frozenset({"row_no", "row_key", "row_role", "admin_unit_code", "component_code", "capital_source_code",
                          "origin_year"})
_NUMBER_COLUMNS = frozenset({"value", "canonical_value"})
_BYTES_A_WRITE = 4_000_000
#: Columns of raw.reported_cells as they are copied.
COPIED_COLUMNS = ("submission_id", "registry_version", *CELL_COLUMNS)


def copy_text(cells: CellTable, registry_version: str) -> bytes:
    """The cells in COPY's text form, a line each, in the order of `COPIED_COLUMNS` without the submission."""
    columns = [(name, 0 if name == "part_no" else None, {None: "\\N"}) for name in CELL_COLUMNS]
    shared: dict[tuple[str, int], Sequence[str]] = {}            # lists of the rows, which all columns of a block have
    lines: list[str] = []
    for count, fields in cells.stretches:
        varying: list[Iterable[str]] = []
        said = [registry_version]                                # what stands alike in every line up to the next column
        for name, default, known in columns:
            given = fields.get(name, default)
            if type(given) is list or type(given) is tuple:
                varying += [repeat("\t".join(said), count)] if said else []
                texts = shared.get((name, id(given)))
                if texts is None:
                    texts = _copy_texts(name, given, known)
                    if name in _ROW_COLUMNS:
                        shared[name, id(given)] = texts
                varying.append(texts)
                said = []
            else:
                text = known.get(given)
                if text is None:
                    text, = _copy_texts(name, [given], known)
                said.append(text)
        varying += [repeat("\t".join(said), count)] if said else []
        lines.extend(map("\t".join, zip(*varying, strict=True)))
    return ("\n".join(lines) + "\n").encode() if lines else b""


def add_copied(db: Connection, submission_id: str, lines: bytes) -> None:
    """The cells that `copy_text` wrote are there too, as those of the submission."""
    before = f"{_escape(submission_id)}\t".encode()
    with db.cursor().copy(f"copy raw.reported_cells ({', '.join(COPIED_COLUMNS)}) from stdin") as copy:
        view = memoryview(before + lines.replace(b"\n", b"\n" + before, lines.count(b"\n") - 1) if lines else b"")
        for start in range(0, len(view), _BYTES_A_WRITE):
            copy.write(view[start:start + _BYTES_A_WRITE])


def _copy_texts(name: str, values: Sequence, known: dict[Any, str]) -> Sequence[str]:
    """The values of a column in COPY's form; `known` holds those met before."""
    if name == "cell_ref":                                       # each another one, and never in need of an escape
        return values
    if name in _NUMBER_COLUMNS:                                  # longer to look up than to write
        return ["\\N" if value is None else str(value) for value in values]
    convert = _escape if name in _TEXT_COLUMNS else str
    for value in set(values).difference(known):
        known[value] = convert(value)
    return list(map(known.__getitem__, values))


def _escape(text: str) -> str:
    if text.isprintable() and "\\" not in text:
        return text
    return text.replace("\x00", "").translate(_ESCAPES)


def load_cells(db: Connection, submission_ids: list[str]) -> pandas.DataFrame:
    """Cells of the submissions inside blocks: `submission_id` and `model.CELL_COLUMNS`; numbers as float, the rest as objects."""
    import pandas

    names = ("submission_id", *CELL_COLUMNS)
    floats = ("value", "canonical_value")
    chosen = ", ".join(f"{name}::float8" if name in floats else name for name in names)
    with db.cursor(row_factory=_tuples) as cursor:
        cursor.execute(f"select {chosen} from raw.reported_cells where submission_id = any(%s) and block_code is not null "
                       "order by submission_id, sheet, row_no, column_no, part_no", (submission_ids,))
        return pandas.DataFrame(cursor.fetchall(), columns=list(names)).astype({name: "float64" for name in floats})


def _tuples(cursor):
    return tuple
