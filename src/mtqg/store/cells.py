"""raw.reported_cells: whole submissions in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import Connection

from mtqg.model import CELL_COLUMNS, CellTable

if TYPE_CHECKING:
    import pandas

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TEXT_COLUMNS = frozenset({"sheet", "value_text", "measure_unit_label", "row_key"})
_BYTES_A_WRITE = 4_000_000
#: Columns of raw.reported_cells as they are copied.
COPIED_COLUMNS = ("submission_id", "registry_version", *CELL_COLUMNS)


def replace_cells(db: Connection, submission_id: str, cells: CellTable, registry_version: str) -> None:
    """The cells of the submission are these and no others."""
    replace_copied(db, submission_id, copy_text(submission_id, cells, registry_version))


def copy_text(submission_id: str, cells: CellTable, registry_version: str) -> bytes:
    """The cells in COPY's text form, a line each, in the order of `COPIED_COLUMNS`."""
    before = f"{_escape(submission_id)}\t{registry_version}\t"
    columns = [_as_copy_text(name, cells.columns[name]) for name in CELL_COLUMNS]
    return "".join([f"{before}{line}\n" for line in map("\t".join, zip(*columns, strict=True))]).encode()


def replace_copied(db: Connection, submission_id: str, lines: bytes) -> None:
    """The cells of the submission are those that `copy_text` wrote, and no others."""
    db.execute("delete from raw.reported_cells where submission_id = %s", (submission_id,))
    with db.cursor().copy(f"copy raw.reported_cells ({', '.join(COPIED_COLUMNS)}) from stdin") as copy:
        view = memoryview(lines)
        for start in range(0, len(view), _BYTES_A_WRITE):
            copy.write(view[start:start + _BYTES_A_WRITE])


def _as_copy_text(name: str, column: list) -> list[str]:
    """The column in COPY's text form; each distinct value is converted once."""
    convert = _escape if name in _TEXT_COLUMNS else str
    seen: dict = {None: "\\N"}
    texts = []
    for value in column:
        text = seen.get(value)
        if text is None:
            text = seen[value] = convert(value)
        texts.append(text)
    return texts


def _escape(text: str) -> str:
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
