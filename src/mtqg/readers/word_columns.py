"""Columns of words and of days: kept as typed, with their row and column; a day is read beside."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from mtqg.model import Finding
from mtqg.readers.cells import CellBuilder, letters
from mtqg.readers.rows import BlockReading, RowMeaning
from mtqg.readers.texts import plain, shown
from mtqg.readers.values import mark_key
from mtqg.registry.forms import Column, ValueState
from mtqg.registry.periods import read_day

#: The first day as a spreadsheet counts them; what lies outside 1990-2099 is a number that was no day.
_FIRST = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)

#: `nt`, `-nt-`, `như trên`, `"`, `//`: the words of the row above are meant.
_DITTO = re.compile(r"[-–\s]*(?:n\.?t\.?|như (?:dòng )?trên|nhu tren|[\"”“″〃]|''|//)[-–\s]*", re.I)


def add_words(reading: BlockReading, builder: CellBuilder, column: Column, position: int, rows: list[RowMeaning]) -> int:
    """Adds the cells of the column; returns how many. `as_of_date` of a day column is the day that the cell says.

    Words in a cell merged over rows are those of each row: each has them at its own address.
    """
    said = [(row, reading.value(row.row, position)) for row in rows]
    rows, values = [row for row, value in said if value != ""], [value for _, value in said if value != ""]
    marks = _marked(reading, values)
    days = [_day(value) for value in values] if column.content == "day" else [row.as_of_date for row in rows]
    is_read = [day is not None or value in marks for day, value in zip(days, values, strict=True)]
    is_ditto = [type(value) is str and _DITTO.fullmatch(plain(value)) is not None for value in values]
    refs = [f"{letters(position)}{row.row + 1}" for row in rows]
    builder.add(len(rows), {
        "sheet": reading.grid.name, "cell_ref": refs, "row_no": [row.row + 1 for row in rows], "column_no": position + 1,
        "block_code": reading.block.block_code, "cell_role": "value", "row_role": [row.kind for row in rows],
        "row_key": [row.row_key for row in rows], "column_key": column.column_key,
        "value_text": [shown(value) for value in values], "value_state": [marks.get(value, "text") for value in values],
        "admin_unit_code": [row.admin_unit_code for row in rows], "component_code": [row.component_code for row in rows],
        "period_code": [row.period_code for row in rows], "as_of_date": days, "value_kind": column.value_kind,
        "cell_status": ["quarantined" if ditto else "accepted" if fine else "rejected"
                        for fine, ditto in zip(is_read, is_ditto, strict=True)]})
    for row, ref, value, fine, ditto in zip(rows, refs, values, is_read, is_ditto, strict=True):
        if ditto or not fine:
            reading.findings.append(Finding(
                "COMMON-R070" if ditto else "COMMON-R054", reading.grid.name, ref, reading.block.block_code, row.row_key,
                column.column_key, actual=shown(value), expected=None if ditto else "30/09/2026"))
    return len(rows)


def _marked(reading: BlockReading, values: list[Any]) -> dict[Any, ValueState]:
    """What each of the values that is a mark of the form means."""
    marks = {mark_key(mark): state for mark, state in reading.form.marks.items()}
    return {value: marks[key] for value in set(values) if type(value) is str and (key := mark_key(plain(value))) in marks}


def _day(value: Any) -> date | None:
    day = value.date() if isinstance(value, datetime) else value
    if type(value) is float:
        day = _FIRST + timedelta(days=int(value)) if 0 < value < 1e6 else None
    if type(value) is str:
        day = read_day(value)
    return day if isinstance(day, date) and FIRST_DAY <= day <= LAST_DAY else None
