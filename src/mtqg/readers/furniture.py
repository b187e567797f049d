"""What stands in a table besides its rows: the header once more, signatures at the foot, marks that point to notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from mtqg.readers.texts import plain
from mtqg.registry.periods import read_period

#: The lines under a table: place and date, who signs, how.
_SIGNATURE = re.compile(
    r"\(\s*ký|\(?ký\s*(?:tên|,)|người lập|lập biểu|thủ trưởng|kế toán|phụ trách|"
    r"tm\s*\.|kt\s*\.|chủ tịch|phó chủ tịch|giám đốc|phó giám đốc|"
    r"trưởng ban|chánh văn phòng|nơi nhận|[^\d]{0,40}ngày[\s.…\d]+tháng", re.I)
_LONGEST_FOOTER = 40
_FOOTNOTE_MARK = re.compile(r"\(\d{1,2}\)")


def repeated_rows(rows: Sequence[list], band: Iterable[int], numbers: range, period_code: str) -> list[int]:
    """Of `numbers` the rows that are rows of the header (`band`) once more, cell for cell; none where a line says another
    period first."""
    header = [rows[number] for number in band if any(value != "" for value in rows[number])]
    found = [number for number in numbers if rows[number] in header]
    between = range(numbers.start, found[-1] if found else 0)
    lines = (value for number in between if len(rows[number]) - rows[number].count("") <= 2
             for value in rows[number] if type(value) is str)
    is_other = any(code not in (None, period_code) for code in map(read_period, lines))
    return [] if is_other else found


def first_signature(rows: Sequence[list], numbers: range) -> int:
    """The first row of the signatures at the foot, one behind the last row where there are none."""
    for number in numbers[-_LONGEST_FOOTER:]:
        for value in rows[number]:
            if type(value) is str and len(value) > 3 and _SIGNATURE.match(plain(value)):
                return number
    return numbers.stop


def footnote_marks(rows: Iterable[list], texts: Iterable[str]) -> frozenset[str]:
    """Of the texts in figure columns those that only point to a note in these rows, such as `(1)`, as typed."""
    found = {text for text in texts if _FOOTNOTE_MARK.fullmatch(plain(text))}
    if not found:
        return frozenset()
    words = " ".join(value for row in rows for value in row if type(value) is str and len(value) > 12)
    return frozenset(value for value in found if plain(value) in words)
