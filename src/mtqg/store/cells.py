"""raw.reported_cells: whole submissions in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from psycopg import Connection

from mtqg.model import CELL_COLUMNS, CellTable

if TYPE_CHECKING:
    import pandas

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_TEXT_COLUMNS = frozenset({"sheet", "value_text", "measure_unit_label", "row_key"})
_ROWS_A_WRITE = 20_000


def replace_cells(db: Connection, submission_id: str, cells: CellTable, registry_version: str) -> None:
    """The cells of the submission are these and no others."""
    db.execute("delete from raw.reported_cells where submission_id = %s", (submission_id,))
    names = ", ".join(CELL_COLUMNS)
    with db.cursor().copy(f"copy raw.reported_cells (submission_id, registry_version, {names}) from stdin") as copy:
        before = f"{_escape(submission_id)}\t{registry_version}\t"
        columns = [_as_copy_text(name, cells.columns[name]) for name in CELL_COLUMNS]
        lines = [before + "\t".join(row) for row in zip(*columns, strict=True)]
        for start in range(0, len(lines), _ROWS_A_WRITE):
            copy.write("\n".join(lines[start:start + _ROWS_A_WRITE]) + "\n")


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
