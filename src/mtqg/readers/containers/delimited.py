"""A CSV as one grid of texts: encoding and delimiter recognised from what makes Vietnamese words and an even table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mtqg.model import Finding
from mtqg.readers.containers.budget import Budget
from mtqg.readers.containers.refusal import Refused
from mtqg.readers.encodings.byte_texts import ByteText
from mtqg.readers.workbook import SheetGrid

SHEET = "CSV"
_DELIMITERS = {";": "“;”", ",": "“,”", "\t": "tab", "|": "“|”"}
#: So many records decide on the delimiter; below this share of even ones it is doubtful.
_RECORDS, _EVEN = 300, 0.8
_LONGEST_LINE = 1_000_000


@dataclass(frozen=True, slots=True)
class _Cut:
    """How the first records look, cut at one delimiter."""

    delimiter: str
    width: int              # columns of most records that have several
    even: int               # records of that width
    several: int            # records of several columns

    @property
    def fit(self) -> tuple[int, int]:
        return self.even, self.width


def read_delimited(text: ByteText, budget: Budget) -> tuple[SheetGrid, list[Finding]]:
    """One sheet; addresses as Excel gives them when it opens the file. Refused where the text is no table."""
    body, told = _told(text.text)
    cuts = sorted((_cut(body, delimiter) for delimiter in _DELIMITERS), key=lambda cut: cut.fit, reverse=True)
    best = next((cut for cut in cuts if cut.delimiter == told), cuts[0])
    if best.even < 2 and not told:
        raise Refused("is_text")
    rows = _rows(body, best.delimiter, budget)
    is_doubtful = not told and (best.even < _EVEN * best.several or cuts[1].fit >= (_EVEN * best.even, best.width))
    grid = SheetGrid(SHEET, False, rows, [], frozenset(), frozenset(), encoding=text.alphabet,
                     evidence={"encoding": text.alphabet or text.encoding, "delimiter": best.delimiter,
                               "even_records": f"{best.even} / {best.several}"})
    findings = []
    if text.is_doubtful or is_doubtful:
        named = [text.alphabet or text.encoding, _DELIMITERS[best.delimiter]]
        other = [text.other or "", _DELIMITERS[cuts[1].delimiter] if is_doubtful else ""]
        findings.append(Finding("COMMON-R025", SHEET, actual=", ".join(named), expected=", ".join(filter(None, other)) or None))
    return grid, findings


def _told(text: str) -> tuple[str, str | None]:
    """A first line `sep=;` is for Excel: it tells the delimiter and is no row."""
    line, _, rest = text.partition("\n")
    told = line.strip().strip('"')
    if told[:4].lower() == "sep=" and told[4:] in _DELIMITERS:
        return rest, told[4:]
    return (rest, "\t") if line.lower().startswith("sep=\t") else (text, None)


def _cut(text: str, delimiter: str) -> _Cut:
    widths: Counter[int] = Counter()
    try:
        for record in islice(csv.reader(_lines(text), delimiter=delimiter), _RECORDS):
            widths[len(record)] += 1
    except csv.Error:
        return _Cut(delimiter, 0, 0, 0)
    several = {width: count for width, count in widths.items() if width > 1}
    width = max(several, key=lambda width: (several[width], width), default=0)
    return _Cut(delimiter, width, several.get(width, 0), sum(several.values()))


def _rows(text: str, delimiter: str, budget: Budget) -> list[list[str]]:
    """Rows of one width; limits are checked while they are cut."""
    rows: list[list[str]] = []
    width = 0
    try:
        for record in csv.reader(_lines(text), delimiter=delimiter):
            width = max(width, len(record))
            rows.append(record)
            if len(rows) * width > budget.grid_cells or len(rows) > budget.filled_cells:
                raise Refused("too_large", f"{len(rows)} rows x {width} columns")
    except csv.Error as error:
        raise Refused("damaged", str(error)) from error
    budget.take_grid(SHEET, len(rows), width)
    budget.check_texts(SHEET, rows)
    budget.take_cells(SHEET, sum(map(bool, (cell for row in rows for cell in row))))
    for row in rows:
        row.extend([""] * (width - len(row)))
    return rows


def _lines(text: str) -> Iterator[str]:
    """Lines with their ends (`\\n`, `\\r\\n`, `\\r`), which quoted cells keep."""
    for line in io.StringIO(text, newline=""):
        if len(line) > _LONGEST_LINE:
            raise csv.Error(f"a line of {len(line)} characters")
        yield line
