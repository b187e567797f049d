"""Rules of scope history, forms and national: SQL files on the warehouse, through Great Expectations.

A file selects one row a breach: `submission_id`, `sheet`, `cell_ref` of the cell at fault, and columns that the messages
name. Numbers are in canonical measure units and are shown in the unit of the cell; texts are shown as they are.
`{submission_ids}` stands for the submissions that are judged now, as a text array. A file reads `control` and `raw`
only, and of other submissions only those in force: it needs no mart.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mtqg.errors import MtqgError
from mtqg.model import Finding
from mtqg.quality.checks import Check, plain
from mtqg.quality.engine import Batch, run_sql
from mtqg.registry.rules import Rule

if TYPE_CHECKING:
    from mtqg.quality.cells import Cells
    from mtqg.quality.docs import DocsRun

_SAFE = re.compile(r"[\w.\-]+")
_CELL = ("submission_id", "sheet", "cell_ref")


def judge_in_warehouse(rules: list[Rule], cells: Cells, submission_ids: list[str], connection_url: str, title: str,
                       docs: DocsRun | None = None) -> list[tuple[str, Finding]]:
    """(submission, finding) of every row that the files of the rules find."""
    checks = [Check(rule, "ExpectQueryToFindNoRows", {"unexpected_rows_query": query_of(rule, submission_ids)}) for rule in rules]
    found = run_sql(Batch(title, None, checks), connection_url, docs)
    at = _positions(cells, {row["cell_ref"] for rows in found for row in rows})
    return [(row["submission_id"], _finding(check.rule, row, cells, at.get(tuple(row[name] for name in _CELL))))
            for check, rows in zip(checks, found, strict=True) for row in rows]


def query_of(rule: Rule, submission_ids: list[str]) -> str:
    """The rule's SQL on these submissions."""
    unsafe = [one for one in submission_ids if not _SAFE.fullmatch(one)]
    if unsafe or rule.sql is None:
        raise MtqgError(f"{rule.rule_id}: cannot ask about {unsafe or 'anything: it has no SQL file'}")
    listed = ", ".join(f"'{one}'" for one in submission_ids)
    text = rule.sql.read_text(encoding="utf-8")
    return text.replace("{submission_ids}", f"array[{listed}]::text[]")


def _positions(cells: Cells, cell_refs: set[str]) -> dict[tuple, int]:
    """(submission, sheet, cell) -> its first position, of these cells."""
    cited = cells.table.loc[cells.table["cell_ref"].isin(cell_refs), list(_CELL)]
    found: dict[tuple, int] = {}
    for position, *key in cited.itertuples():
        found.setdefault(tuple(key), position)
    return found


def _finding(rule: Rule, row: dict[str, Any], cells: Cells, at: int | None) -> Finding:
    factor = float(cells.factor[at]) if at is not None else 1.0
    words = {name: plain(float(value) / factor) if isinstance(value, (Decimal, float, int)) else str(value)
             for name, value in row.items() if name not in _CELL and value is not None}
    told = {name: _text(row.get(name) if at is None else cells.table[name].iat[at]) for name in (
        "block_code", "row_key", "column_key", "indicator_code", "admin_unit_code", "value_text")}
    expected = words.pop("expected", None) if rule.reports.expected is None else rule.reports.expected.format_map(words)
    typed = told.pop("value_text")
    is_word = at is None or cells.number[at] != cells.number[at] or any(mark.isalpha() for mark in typed or "")
    actual = typed if is_word else plain(cells.number[at] / factor)
    details = {"row": cells.label(at) if at is not None else "", **words}
    return Finding(rule.rule_id, row["sheet"], row["cell_ref"], actual=actual, expected=expected, details=details, **told)


def _text(value: Any) -> str | None:
    return None if value is None or value != value else str(value)
