"""Columns of words and of days: kept as typed, with their row and column; a day is read beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from mtqg.model import Finding
from mtqg.readers.cells import CellBuilder, letters
from mtqg.readers.row_groups import RowGroup
from mtqg.readers.rows import BlockReading
from mtqg.readers.texts import plain, shown
from mtqg.readers.values import mark_key
from mtqg.registry.forms import Column, ValueState
from mtqg.registry.periods import read_day

#: The first day as a spreadsheet counts them; what lies outside 1990-2099 is a number that was no day.
_FIRST = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)
_OF_THE_ROW = ("row_no", "row_role", "row_key", "admin_unit_code", "component_code", "period_code", "as_of_date")

#: `nt`, `-nt-`, `như trên`, `"`, `//`: the words of the row above are meant.
_DITTO = re.compile(r"[-–\s]*(?:n\.?t\.?|như (?:dòng )?trên|nhu tren|[\"”“″〃]|''|//)[-–\s]*", re.I)
#: Words longer than this, and than the form's marks, mean nothing but themselves, unless they begin with dashes or dots.
_LONGEST_MARK = 24


def add_words(reading: BlockReading, builder: CellBuilder, column: Column, position: int, group: RowGroup) -> int:
    """Adds the cells of the column; returns how many. `as_of_date` of a day column is the day that the cell says.

    Words in a cell merged over rows are those of each row: each has them at its own address.
    """
    values: Any = group.columns[position]
    if reading.merged_down:
        values = [reading.value(row.row, position) for row in group.rows]
    row_fields = group.fields
    if "" in values:
        keep = [index for index, value in enumerate(values) if value != ""]
        if not keep:
            return 0
        row_fields, values = group.chosen(keep), [values[index] for index in keep]
    marks, dittos = _told_apart(reading, set(values))
    days = [_day(value) for value in values] if column.content == "day" else None
    fields = {name: row_fields[name] for name in _OF_THE_ROW} | ({"as_of_date": days} if days else {}) | {
        "sheet": reading.grid.name, "cell_ref": list(map(letters(position).__add__, row_fields["row_text"])),
        "column_no": position + 1, "block_code": reading.block.block_code, "cell_role": "value",
        "column_key": column.column_key, "value_text": _all_shown(values),
        "value_state": [marks.get(value, "text") for value in values] if marks else "text",
        "value_kind": column.value_kind, "cell_status": "accepted"}
    if days or dittos:
        fields["cell_status"] = [
            "quarantined" if value in dittos else "accepted" if day is not None or value in marks else "rejected"
            for day, value in zip(days or values, values, strict=True)]
        _find(reading, column, fields, values)
    builder.add(len(values), fields)
    return len(values)


def _find(reading: BlockReading, column: Column, fields: dict[str, Any], values: Sequence[Any]) -> None:
    """Words that mean those of the row above, and what is no day."""
    keys = fields["row_key"]
    for index, (status, value) in enumerate(zip(fields["cell_status"], values, strict=True)):
        if status != "accepted":
            is_ditto = status == "quarantined"
            reading.findings.append(Finding(
                "COMMON-R070" if is_ditto else "COMMON-R054", reading.grid.name, fields["cell_ref"][index],
                reading.block.block_code, keys[index] if type(keys) is list else keys, column.column_key, actual=shown(value),
                expected=None if is_ditto else "30/09/2026"))


def _told_apart(reading: BlockReading, values: set[Any]) -> tuple[dict[Any, ValueState], set[str]]:
    """What each of the values that is a mark of the form means; those that mean the words of the row above."""
    marks = {mark_key(mark): state for mark, state in reading.form.marks.items()}
    longest = max(_LONGEST_MARK, *map(len, marks)) if marks else _LONGEST_MARK
    texts = {value: text for value in values if type(value) is str
             and (len(text := plain(value)) <= longest or not text[0].isalnum())}
    return ({value: marks[key] for value, text in texts.items() if (key := mark_key(text)) in marks},
            {value for value, text in texts.items() if _DITTO.fullmatch(text)})


def _all_shown(values: Sequence[Any]) -> list[str]:
    return list(values) if set(map(type, values)) == {str} else [shown(value) for value in values]


def _day(value: Any) -> date | None:
    day = value.date() if isinstance(value, datetime) else value
    if type(value) is float:
        day = _FIRST + timedelta(days=int(value)) if 0 < value < 1e6 else None
    if type(value) is str:
        day = read_day(value)
    return day if isinstance(day, date) and FIRST_DAY <= day <= LAST_DAY else None
